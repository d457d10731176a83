"""A made-up firm, shop and cooperative of 青岚县, the people who act for them, and an office."""

from datetime import date
from types import SimpleNamespace

import pytest
from tests.integration.filings.batch_files import agent  # noqa: F401 (fixtures)

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Role, User
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.events.actor import command
from gongbao.kernel.statutes import Kind, annual_report_rule, window_opens
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.filings import actions

BY = command("test")


@pytest.fixture
def forms(db, now):
    actions.load_forms(now=now)


@pytest.fixture
def entity(db, now):
    """entity(number, category, …): one entity with its code and its open duty for 2025."""

    def make(number=1, category="enterprise", year=2025, **changed):
        given = {"status": "1", "standing": "active", "established_on": date(2019, 5, 6), "region": "999101003"}
        one = Entity.objects.create(
            name=changed.pop("name", f"青岚第{number}茶业有限公司"),
            code=changed.pop("code", f"91999101MA{number:08}"),
            category=category,
            source="test",
            recorded_at=now,
            changed_at=now,
            **{**given, **changed},
        )
        EntityCode.objects.create(value=one.code, scheme="uscc", entity_id=one.id)
        terms = Terms.by_rule(
            annual_report_rule(Kind(category), year), window_opens(year), kind=ANNUAL_REPORT, period=year
        )
        duties.open_duty(owed=Owed(party_id=one.id, region=one.region, terms=terms), by=BY, now=now)
        return one

    return make


@pytest.fixture
def town(forms, entity, now):
    """The office with an officer; a firm with its clerk; an agent with mandates for three firms; a stranger."""
    accounts.ensure_roles(now=now, by=BY)
    roles = {role.code: role for role in Role.objects.all()}
    made = {
        key: accounts.create_organisation(kind=kind, name=name, region=region, code=code, by=BY, now=now)
        for key, kind, name, region, code in [
            ("office", "authority", "青岚县市场监督管理局", "999101", ""),
            ("own", "enterprise", "青岚松月茶业有限公司", "999101003", "91999101MA0000001X"),
            ("agent", "agent", "青岚县百汇代理记账", "999101001", "91999101MA0000002Y"),
            ("other", "enterprise", "青岚别家茶业有限公司", "999101003", "91999101MA0000003Z"),
        ]
    }
    people = {}
    for name, role, organisation in [
        ("regulator", "regulator", "office"),
        ("clerk", "clerk", "own"),
        ("helper", "agent", "agent"),
        ("stranger", "clerk", "other"),
    ]:
        people[name] = User.objects.create_user(name, display_name=f"{name}某", date_joined=now)
        accounts.appoint(user=people[name], organisation=made[organisation], role=roles[role], by=BY, now=now)
    firms = [entity(n) for n in range(1, 4)]
    accounts.grant_mandate(entity_id=firms[0].id, organisation=made["own"], own=True, by=BY, now=now)
    for firm in firms:
        accounts.grant_mandate(entity_id=firm.id, organisation=made["agent"], own=False, by=BY, now=now)
    return SimpleNamespace(**made, **people, firms=firms, firm=firms[0])

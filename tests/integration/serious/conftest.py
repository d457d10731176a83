"""A county, a city above it, another province; a firm with a representative; officers, a superior, the firm's clerk."""

from datetime import date

import pytest
from tests.made_serious import BY, at, weighed

from gongbao.foundation.accounts.models import Mandate, Membership, Organisation, Role, User
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import command
from gongbao.register.entities.models import Entity, EntityCode, EntityPerson
from gongbao.register.serious import actions

MARCH = at(2026, 3, 16)


@pytest.fixture
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    set_(at(2026, 6, 29))
    return set_


@pytest.fixture
def offices(now):
    for code, name, level in (
        ("999101", "青岚县", 3),
        ("9991", "青云市", 2),
        ("980101", "远山县", 3),
    ):
        Division.objects.create(
            code=code, name=name, full_name=name, level=level, valid_from=date(2000, 1, 1), source="test"
        )
    return {
        region: Organisation.objects.create(kind="authority", name=name, region=region, created_at=now)
        for region, name in (
            ("999101", "青岚县市场监督管理局"),
            ("9991", "青云市市场监督管理局"),
            ("980101", "远山县市场监督管理局"),
        )
    }


@pytest.fixture
def firm(now, offices):
    def make(number=1, region="999101001", person="丁某某", category="enterprise"):
        entity = Entity.objects.create(
            name=f"青岚第{number}食品有限公司",
            code=f"9199910{number:04}",
            category=category,
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region=region,
            source="test",
            recorded_at=now,
            changed_at=now,
        )
        EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
        EntityPerson.objects.create(entity=entity, post="legal-representative", name=person)
        return entity

    return make


@pytest.fixture
def person(now):
    def make(name, organisation, *permissions, region=""):
        role, _ = Role.objects.get_or_create(
            code=name, defaults={"zh": name, "en": name, "permissions": list(permissions)}
        )
        user = User.objects.create(username=name, display_name=name, is_active=True)
        Membership.objects.create(
            user=user, organisation=organisation, role=role, region=region, since=date(2020, 1, 1)
        )
        return user

    return make


@pytest.fixture
def officer(person, offices):
    return person("乙某某", offices["999101"], "duty.see-office", "listing.decide", region="999101")


@pytest.fixture
def superior(person, offices):
    return person("癸某某", offices["9991"], "duty.see-office", "serious.consent", region="9991")


@pytest.fixture
def registrar(person, offices):
    return person("丙某某", offices["999101"], "entity.edit", "personal.read", region="999101")


@pytest.fixture
def clerk(person, now):
    def make(entity):
        home = Organisation.objects.create(kind="enterprise", name=entity.name, region="999101", created_at=now)
        Mandate.objects.create(entity_id=entity.id, organisation=home, own=True, since=date(2020, 1, 1))
        return person(f"丁{entity.id}", home, "filing.submit")

    return make


@pytest.fixture
def listed(firm):
    """listed(entity, on): noticed, heard, consented, decided and published."""

    def make(entity=None, on=MARCH, publish=True, **changed):
        entity = entity or firm()
        number = changed.pop("penalty_number", f"青市监处罚〔{on.year}〕{entity.id}号")
        facts = weighed(penalty_number=number, penalty_on=on.date(), **changed)
        case = actions.notify(entity_id=entity.id, region="999101", weighed=facts, by=BY, now=on)
        where = {"entity_id": entity.id, "entry_id": case.id, "now": on}
        actions.hear(heard="放弃陈述申辩", by=BY, **where)
        actions.ask_consent(by=BY, **where)
        actions.answer_consent(given=True, reason="", by=command("superior"), **where)
        case = actions.decide(by=BY, **where)
        return actions.publish_entry(by=BY, **where) if publish else case

    return make

"""A county with two listed firms, a bank that screens, and the office."""

from datetime import date, datetime

import pytest

from gongbao.foundation.accounts.models import Membership, Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import command
from gongbao.register.entities.models import Entity, EntityCode, EntityName
from gongbao.register.listings.actions import list_entity
from gongbao.register.screening import actions
from gongbao.register.screening import desk as desks

BY = command("test")


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    set_(at(2026, 7, 8))
    return set_


@pytest.fixture
def desk(monkeypatch):
    """A desk of this test's own, that looks at the database every time."""
    mine = desks.Desk()
    for place in ("gongbao.register.screening.desk", "gongbao.register.screening.answers"):
        monkeypatch.setattr(f"{place}.desk", mine)
    monkeypatch.setattr(desks, "LOOK_EVERY", at(2026, 1, 2) - at(2026, 1, 2))
    return mine


@pytest.fixture
def county(now):
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    return Organisation.objects.create(kind="authority", name="青岚县市场监督管理局", region="999101", created_at=now)


@pytest.fixture
def firm(now, county):
    def make(name, code, former=""):
        entity = Entity.objects.create(
            name=name,
            code=code,
            category="enterprise",
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region="999101001",
            source="test",
            recorded_at=now,
            changed_at=now,
        )
        EntityCode.objects.create(value=code, scheme="uscc", entity_id=entity.id)
        names = [name, *([former] if former else [])]
        for number, one in enumerate(names):
            EntityName.objects.create(entity=entity, number=number, name=one, folded=one, grams=[])
        return entity

    return make


@pytest.fixture
def listed(firm):
    """花鲸信 and 鑫鲸源, listed on 8 July 2026 because nobody could reach them."""
    found = [
        firm("青岚县花鲸信科技有限公司", "91999101MA0AGENT0X"),
        firm("青岚县鑫鲸源商贸有限公司", "91999101MA0SECND03", former="青岚县金鲸源商贸有限公司"),
    ]
    for one in found:
        list_entity(entity_id=one.id, ground="unreachable", statement="两次专用信函退回", by=BY, now=at(2026, 7, 8, 9))
    return found


@pytest.fixture
def version(desk, listed):
    return actions.take_version(by=BY, now=at(2026, 7, 8, 10))


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
def bank(now):
    return Organisation.objects.create(kind="reader", name="青岚农商银行", region="999101", created_at=now)


@pytest.fixture
def banker(person, bank):
    return person("壬某某", bank, "screen.use")

"""A small made-up county before a draw: forty firms, six inspectors, a planner and a signer."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.codes.models import Division
from gongbao.foundation.draws import actions as draws
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.kernel.draw.entropy import Lottery, round_time
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.spotchecks import actions

ROUND = 1000
SIGNATURE = bytes.fromhex(
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
)
BEACON_AT = datetime.fromtimestamp(round_time(ROUND), UTC)
BEFORE, AFTER = BEACON_AT - timedelta(hours=5), BEACON_AT + timedelta(minutes=1)
PLANNER = Actor(kind=ActorKind.USER, id="1", label="甲某某")
SIGNER = Actor(kind=ActorKind.USER, id="2", label="乙某某")
RESULT = Lottery("双色球", "2023098", (1, 7, 12, 20, 25, 33, 6))


@pytest.fixture
def office(db):
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    return Organisation.objects.create(
        kind="authority", name="青岚县市场监督管理局", region="999101", created_at=BEFORE
    )


def firm(number: int, **given) -> Entity:
    """One firm of the county, with its code in the directory."""
    made = Entity.objects.create(
        name=given.pop("name", f"青岚第{number}茶业有限公司"),
        code=given.pop("code", f"9199910{number:011}"),
        category=given.pop("category", "enterprise"),
        status="1",
        standing=given.pop("standing", "active"),
        region=given.pop("region", f"99910100{number % 3 + 1}"),
        capital=given.pop("capital", Decimal(50 * (number % 4))),
        industry=given.pop("industry", "C3499" if number % 2 else "A0164"),
        source="test",
        recorded_at=BEFORE,
        changed_at=BEFORE,
    )
    if made.code:
        EntityCode.objects.create(value=made.code, scheme="uscc", entity_id=made.id)
    return made


@pytest.fixture
def firms(office):
    return [firm(number) for number in range(1, 41)]


@pytest.fixture
def inspectors(office):
    return [
        actions.add_inspector(organisation=office, code=f"P{n}", name=f"检查员{n}", by=PLANNER, now=BEFORE)
        for n in range(1, 7)
    ]


def draft(office, **given) -> draws.Draft:
    """A plan of the yearly undirected draw by round 1000, changed as given."""
    return draws.Draft(
        **{
            "region": "999101",
            "year": 2023,
            "title": "2023 年度不定向抽查",
            "mode": "undirected",
            "authorities": (office.name,),
            "organisation_id": office.id,
            "categories": ("enterprise",),
            "quota_by": "rate",
            "rate": Decimal(10),
            "cap": 4,
            "commit_by": BEACON_AT - timedelta(hours=1),
            "reveal_by": BEACON_AT + timedelta(days=60),
            "beacon": ROUND,
        }
        | given
    )


def committed(office, **given):
    """Planned, approved and committed."""
    plan = draws.plan_draw(draft=draft(office, **given), by=PLANNER, now=BEFORE)
    draws.approve_plan(plan_id=plan.id, by=SIGNER, now=BEFORE)
    return actions.commit(plan_id=plan.id, by=PLANNER, now=BEFORE)

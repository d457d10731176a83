"""One draw from its plan to the published results: a firm replaced, one that refuses, one that can't be reached."""

import json
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from tests.integration.spotchecks.conftest import AFTER, PLANNER, SIGNATURE, committed

from gongbao.foundation.clock import CHINA
from gongbao.foundation.draws import actions as draws
from gongbao.foundation.draws import publication
from gongbao.foundation.draws import selectors as drawn
from gongbao.foundation.duties.models import Duty, DutyState
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.kernel.draw.published import read, verify
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import Inspection, Letter, Origin, Result
from gongbao.register.listings.models import Listing
from gongbao.register.spotchecks import actions as spotchecks
from gongbao.register.spotchecks.models import Visit

pytestmark = pytest.mark.django_db
INSPECTOR = Actor(kind=ActorKind.USER, id="77", label="丙某某")
VISITED = AFTER + timedelta(days=5)
BACK = datetime(2023, 10, 9, 9, tzinfo=CHINA)


def about(inspection: Inspection, at: datetime, by: Actor = INSPECTOR):
    return {"entity_id": inspection.entity_id, "inspection_id": inspection.id, "by": by, "now": at}


def visited(inspection: Inspection, **given) -> None:
    facts = {
        "record": uuid.uuid4(),
        "method": "on-site",
        "outcome": "checked",
        "visited_at": VISITED,
        "present": tuple(one.code for one in selectors.assigned([inspection])[inspection.id]),
        "certificates_shown": True,
        "signing": "typed",
        "consented": True,
        "signer_name": "某负责人",
    }
    seen = actions.Seen(**(facts | given))
    actions.take_record(seen=seen, photos=[], signature=None, **about(inspection, VISITED))


def published(inspection: Inspection, code: str, found=(), at: datetime = VISITED) -> Result:
    actions.conclude(found=list(found), codes=[code], words="", **about(inspection, at))
    return actions.publish_result(**about(inspection, at, PLANNER))


def refuses(inspection: Inspection) -> Result:
    visited(
        inspection,
        outcome="obstructed",
        obstructions=("refuses-entry",),
        signing="refused",
        consented=False,
        signer_name="",
        refusal_reason="负责人锁门离开",
        witness_name="社区某某",
    )
    found = actions.Found(kind="not-cooperating", words="拒绝进入", obstruction="refuses-entry")
    return published(inspection, "6", [found])


def cannot_be_reached(inspection: Inspection) -> Result:
    for number, day in (("EL1", date(2023, 8, 29)), ("EL2", date(2023, 9, 15))):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
        actions.post_letter(mail_number=number, posted_on=day, **about(inspection, at))
    for letter in Letter.objects.all():
        actions.answer_letter(entity_id=letter.entity_id, letter_id=letter.id, signed=False, by=INSPECTOR, now=BACK)
    return published(inspection, "4", [actions.Found(kind="unreachable", words="两封信函均退回")], BACK)


def test_from_the_plan_to_the_results(office, firms, inspectors, client):
    draw = committed(office)
    draws.carry_out(draw_id=draw.pk, signature=SIGNATURE, by=PLANNER, now=AFTER)
    out = drawn.drawn(draw.pk)[0]
    came = spotchecks.replace(draw=draw.pk, party_id=out.party_id, reason="moved", by=PLANNER, now=AFTER)
    gone = Inspection.objects.get(entity_id=out.party_id)
    assert (gone.state, gone.closed_reason) == ("ended", "moved")
    running = list(selectors.of_origin(Origin.DRAW, str(draw.pk)).filter(state="open").order_by("entity_id"))
    assert len(running) == draw.quota == 4
    assert came.party_id in {one.entity_id for one in running}
    assert all(len(people) == 2 for people in selectors.assigned(running).values())
    refused, away = refuses(running[0]), cannot_be_reached(running[1])
    for one in running[2:]:
        visited(one)
        published(one, "1")
    (finding,) = selectors.findings_of(running[1])
    actions.list_for_finding(entity_id=away.entity_id, finding_id=finding.id, by=PLANNER, now=BACK)
    assert Listing.objects.get().ground == "unreachable"
    assert (refused.obstructions, refused.codes, away.codes) == (["refuses-entry"], ["6"], ["4"])
    shown = spotchecks.reveal(draw_id=draw.pk, show_inspectors=True, by=PLANNER, now=BACK)
    assert Visit.objects.count() == 4
    assert not Duty.objects.filter(state=DutyState.OPEN).exclude(kind="inspection-cooperation").exists()
    _for_everybody(client, shown, out, refused, away)


def _for_everybody(client, draw, out, refused: Result, away: Result) -> None:
    """What anybody finds: the draw holds, the replacement has its reason, each result stands on its page."""
    said = json.loads("".join(publication.published(draw)))
    assert all(step.holds is not False for step in verify(read(json.dumps(said).encode())))
    assert ["replace", out.identifier, "moved", ""] in said["changes"]
    assert "已替换：迁出辖区" in client.get(reverse("spotchecks:draw", args=[draw.pk])).content.decode()
    for result, words in ((refused, "不配合检查情节严重"), (away, "无法联系")):
        assert words in client.get(reverse("inspections:result", args=[result.id])).content.decode()
    numbers = client.get("/api/v1/inspections/numbers", {"region": "999101", "year": 2023}).json()
    assert (numbers["opened"], numbers["published"], numbers["replaced"], numbers["overdue"]) == (5, 4, 1, 0)
    (area,) = client.get("/api/v1/draws/numbers", {"region": "999101"}).json()
    assert (area["drawn"], area["replaced"], area["area"]) == (4, 1, 40)

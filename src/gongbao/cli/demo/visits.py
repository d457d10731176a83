"""The visits after the draw of autumn 2025 (one firm refuses, one cannot be reached), and a complaint of June 2026."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from gongbao.cli.demo.june import Cast, at
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.register.complaints import actions as complaints
from gongbao.register.complaints.models import State as Answer
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import Inspection, Letter, Origin

VISITED, TOLD_ALL = at(date(2025, 9, 10), 10), at(date(2025, 10, 25), 18)
FIRST_LETTER, SECOND_LETTER, CAME_BACK = date(2025, 9, 11), date(2025, 9, 28), at(date(2025, 10, 14), 9)
TOLD, TAKEN_UP, ANSWERED = at(date(2026, 6, 8), 21), at(date(2026, 6, 10), 9), at(date(2026, 6, 18), 15)
PLANNED, TODAY = at(date(2026, 6, 26), 17), date(2026, 6, 29)


@dataclass(frozen=True, slots=True)
class Players:
    """Who is complained about, who is checked by order from above, and who plays a part elsewhere in the story."""

    reported: int
    others: tuple[int, ...]
    known: frozenset[int]


def tell(draw: UUID | None, players: Players, cast: Cast, now: datetime) -> None:
    """The story so far."""
    user = User.objects.get(username="inspector")
    inspector = Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))
    if draw is not None and now > TOLD_ALL:
        drawn = [one for one in selectors.of_origin(Origin.DRAW, str(draw)).order_by("number") if one.state == "open"]
        gone = next((one for one in drawn[1:] if one.entity_id not in players.known), None)
        for place, inspection in enumerate(drawn):
            if inspection is gone:
                _unreachable(inspection, inspector, cast)
            else:
                _visited(inspection, inspector, cast, refused=place == 0)
    _june(players, cast, now)


def _seen(inspection: Inspection, when: datetime, **given: Any) -> actions.Seen:
    people = selectors.assigned([inspection])[inspection.id]
    whole: dict[str, Any] = {
        "record": uuid.uuid4(),
        "method": "on-site",
        "outcome": "checked",
        "visited_at": when,
        "present": tuple(one.code for one in people),
        "certificates_shown": True,
        "signing": "typed",
        "consented": True,
        "signer_name": "某负责人",
        "signer_post": "负责人",
        "words": "查看营业场所和账册，与公示信息核对。",
        "answers": {"address": ("yes", ""), "contact": ("yes", ""), "report": ("yes", "")},
    }
    return actions.Seen(**(whole | given))


def _visited(inspection: Inspection, inspector: Actor, cast: Cast, *, refused: bool) -> None:
    about: dict[str, Any] = {"entity_id": inspection.entity_id, "inspection_id": inspection.id}
    when = max(VISITED, inspection.opened_at + timedelta(days=4))
    seen = _seen(inspection, when)
    found: list[actions.Found] = []
    if refused:
        seen = _seen(
            inspection,
            when,
            outcome="obstructed",
            obstructions=("refuses-entry", "refuses-material"),
            signing="refused",
            consented=False,
            signer_name="",
            signer_post="",
            refusal_reason="负责人锁上大门，拒绝签字。",
            witness_name="某社区干部",
            words="说明来意、出示证件后，门卫称奉命不得放人进入；电话联系负责人，答复“没空，账也不给看”。",
            answers={},
        )
        found = [
            actions.Found(kind="not-cooperating", words="拒绝检查人员进入场所。", obstruction="refuses-entry"),
            actions.Found(kind="not-cooperating", words="拒绝提供会计账册。", obstruction="refuses-material"),
        ]
    codes = ["6" if refused else "1"]
    actions.take_record(seen=seen, photos=[], by=inspector, now=when, **about)
    actions.conclude(found=found, codes=codes, words="", by=inspector, now=when + timedelta(days=2), **about)
    actions.publish_result(by=cast.regulator, now=when + timedelta(days=14), **about)


def _unreachable(inspection: Inspection, inspector: Actor, cast: Cast) -> None:
    """Not found at its address; two letters seventeen days apart come back; listed."""
    about: dict[str, Any] = {"entity_id": inspection.entity_id, "inspection_id": inspection.id}
    seen = _seen(
        inspection,
        VISITED,
        outcome="not-found",
        signing="refused",
        consented=False,
        signer_name="",
        refusal_reason="登记的住所为空置门面，无人可签字。",
        words="登记的住所为空置门面，卷帘门紧闭，邻居称半年未见开门。",
        answers={"address": ("no", "空置门面"), "contact": ("no", "公示的电话为空号")},
    )
    actions.take_record(seen=seen, photos=[], by=inspector, now=VISITED, **about)
    for day, number in ((FIRST_LETTER, "EL000010101"), (SECOND_LETTER, "EL000010102")):
        actions.post_letter(mail_number=number, posted_on=day, by=inspector, now=at(day, 16), **about)
    for letter in Letter.objects.filter(entity_id=inspection.entity_id).order_by("posted_on"):
        actions.answer_letter(
            entity_id=inspection.entity_id, letter_id=letter.id, signed=False, by=inspector, now=CAME_BACK
        )
    found = [actions.Found(kind="unreachable", words="两次邮寄专用信函均无人签收，现场为空置门面。")]
    actions.conclude(found=found, codes=["4"], words="", by=inspector, now=at(date(2025, 10, 15), 10), **about)
    actions.publish_result(by=cast.regulator, now=at(date(2025, 10, 17), 10), **about)
    (finding,) = selectors.findings_of(inspection)
    actions.list_for_finding(
        entity_id=inspection.entity_id, finding_id=finding.id, by=cast.signer, now=at(date(2025, 10, 20), 10)
    )


def _june(players: Players, cast: Cast, now: datetime) -> None:
    """Somebody reports a firm; it is answered, and the firm is checked, with two others, on the twenty-ninth."""
    if now < TOLD:
        return
    reported = players.reported
    public = Actor(kind=ActorKind.PUBLIC, id="public", label="public")
    told = complaints.Told(
        words="年报里写从业人数三十多人，我在隔壁开店，平时只看见两三个人上班。",
        about=("report",),
        reporter="person",
        identity={"name": "某街坊", "phone": "13800005678"},
    )
    taken = complaints.receive(entity_id=reported, told=told, files=[], by=public, now=TOLD).complaint
    step: dict[str, Any] = {"entity_id": reported, "complaint_id": taken.id, "by": cast.regulator}
    if now < TAKEN_UP:
        return
    complaints.take_up(now=TAKEN_UP, **step)
    codes = ["云执法0001", "云执法0002"]
    if now < PLANNED:
        return
    checked = complaints.open_check(
        reason="从业人数疑与实际不符，须到场核对。",
        scope=["address", "report"],
        inspector_codes=codes,
        finish_by=date(2026, 7, 10),
        now=ANSWERED,
        **step,
    )
    words = "您反映的情况已初步查实：该企业所报从业人数与社保缴纳人数不一致。本局已立项检查，检查结果将依法公示。"
    complaints.answer(outcome=Answer.CONFIRMED, words=words, now=ANSWERED, **step)
    stops = [(reported, checked.id)]
    for number, entity_id in enumerate(players.others, 1):
        brief = actions.Brief(
            origin=Origin.ORDER,
            origin_id=f"青云市监交办〔2026〕{number}号",
            title="年报信息专项检查",
            reason="市局交办：年报数据异常。",
            finish_by=date(2026, 7, 15),
        )
        made = actions.open_targeted(
            entity_id=entity_id, brief=brief, inspector_codes=codes, by=cast.regulator, now=ANSWERED
        )
        stops.append((entity_id, made.id))
    actions.plan_visits(stops=stops, on=TODAY, by=cast.regulator, now=PLANNED)

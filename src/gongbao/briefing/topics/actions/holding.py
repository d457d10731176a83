"""What every step of a commission does: hold the unit's part, keep its duty in step, write it down, tell."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongbao.briefing.topics.models import Call, CallStep
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms
from gongbao.foundation.duties.selectors import one as owed_duty
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.notices.actions import Words, send_many

DUTY = "commission"
SUBJECT = "commission-call"
TOPIC = "topics"


def held_call(call_id: UUID) -> Call:
    """A unit's part in a commission, locked until the transaction ends."""
    rows = Call.objects.select_for_update(of=("self",))
    return rows.select_related("commission__desk", "commission__rule", "unit__organisation").get(pk=call_id)


def owe(call: Call, *, by: Actor, now: datetime) -> None:
    """The unit's duty on the terms of its part: opened, opened again, or given its new time."""
    terms = Terms(
        kind=DUTY,
        rule="commission",
        citation="",
        unit="FIXED",
        amount=0,
        due_on=china_date(call.due_at),
        due_at=call.due_at,
    )
    known = duty_of(call)
    if known is None:
        owed = Owed(
            party_id=call.unit_id,
            region=call.unit.organisation.region,
            terms=terms,
            party_kind=PartyKind.UNIT,
            subject=(SUBJECT, str(call.pk)),
            hand=call.unit.short,
        )
        duties.open_duty(owed=owed, by=by, now=now)
        return
    if known.state != DutyState.OPEN:
        known = duties.reopen(duty=known, reason=DUTY, by=by, now=now)
    duties.reset_clock(duty=known, terms=terms, by=by, now=now)


def waive(call: Call, why: str, *, by: Actor, now: datetime) -> None:
    known = duty_of(call)
    if known is not None and known.state == DutyState.OPEN:
        duties.waive(duty=known, reason=why, by=by, now=now)


def duty_of(call: Call) -> Duty | None:
    return owed_duty(call.unit_id, kind=DUTY, subject=(SUBJECT, str(call.pk)))


def note(
    call: Call, kind: str, words: str, *, by: Actor, now: datetime, due_at: datetime | None = None, key: str = ""
) -> CallStep:
    """Write one step down and let open pages know."""
    step = CallStep(call=call, kind=kind, at=now, by=by.label[:80], words=words.strip()[:1_000], due_at=due_at, key=key)
    step.save(force_insert=True)
    audience = [f"organisation:{call.commission.desk_id}", f"organisation:{call.unit_id}"]
    push(topic=TOPIC, data={"call": str(call.pk)}, audience=audience)
    return step


def tell(calls: Sequence[Call], zh: str, en: str, words: str, now: datetime) -> None:
    """The same words to the units of these parts, each with the link to its own."""
    told = [(call.unit_id, _words(zh, en, words, f"/report/commissions/{call.pk}/")) for call in calls]
    send_many(party_kind="organisation", notices=told, now=now)


def tell_desk(call: Call, zh: str, en: str, words: str, now: datetime) -> None:
    link = f"/topics/commissions/{call.commission_id}/"
    told = [(call.commission.desk_id, _words(zh, en, words, link))]
    send_many(party_kind="organisation", notices=told, now=now)


def _words(zh: str, en: str, words: str, link: str) -> Words:
    return Words(kind="commission", title_zh=zh, title_en=en, body_zh=words[:400], body_en=words[:400], link=link)

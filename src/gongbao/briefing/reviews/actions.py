"""Every write about reviews. A version is never changed; a measure is a duty until it is done or withdrawn."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.reviews import refusals, selectors
from gongbao.briefing.reviews.models import Measure, MeasureState, Review, ReviewState
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import PartyKind
from gongbao.foundation.duties.owed import Owed, Terms, first_late_instant
from gongbao.foundation.duties.selectors import one as owed_duty
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many

DUTY = "review-measure"
SUBJECT = "review-measure"
SAVED = declare("review.saved", "保存复盘结论", "findings of a review saved")
CLOSED = declare("review.closed", "复盘办结", "review closed")
CHARGED = declare("review.measure-given", "提出整改措施", "measure given")
DONE = declare("review.measure-done", "整改措施落实", "measure done")
WITHDRAWN = declare("review.measure-withdrawn", "撤回整改措施", "measure withdrawn")
LONGEST = 8_000


def _latest(incident_id: UUID, turn: int | None) -> tuple[Incident, Review | None]:
    """The incident, locked, and its newest version; `turn` is the version the caller saw, 0 for none."""
    incident = Incident.objects.select_for_update(of=("self",)).select_related("desk").get(pk=incident_id)
    newest = selectors.latest(incident)
    if turn is not None and turn != (newest.version if newest else 0):
        raise refusals.changed_meanwhile()
    return incident, newest


def _text(words: str, most: int) -> str:
    text = clean_text(words, most=most)
    refuse_classified(text)
    return text


def _write(incident: Incident, newest: Review | None, findings: str, state: str, by: Actor, now: datetime) -> Review:
    version = newest.version + 1 if newest else 1
    review = Review(incident=incident, version=version, state=state, findings=findings, at=now, by=by.label[:80])
    review.save(force_insert=True)
    name = CLOSED if state == ReviewState.CLOSED else SAVED
    record_event(name=name, by=by, now=now, subject=("review", review.pk), detail={"version": version})
    return review


@transaction.atomic
def save_findings(*, incident_id: UUID, findings: str, by: Actor, now: datetime, turn: int | None = None) -> Review:
    """Write the findings down as the next version, in draft; the versions before stay, a closed one too."""
    text = _text(findings, LONGEST)
    if not text:
        raise refusals.needed("findings", "复盘结论", "what was found")
    incident, newest = _latest(incident_id, turn)
    return _write(incident, newest, text, ReviewState.DRAFT, by, now)


@transaction.atomic
def close(*, incident_id: UUID, by: Actor, now: datetime, turn: int | None = None) -> Review:
    """Close the review with the findings as they stand. Refusal without findings; measures run on."""
    incident, newest = _latest(incident_id, turn)
    if newest is None or not newest.findings:
        raise refusals.needed("findings", "复盘结论", "what was found")
    if newest.state == ReviewState.CLOSED:
        raise refusals.is_closed()
    return _write(incident, newest, newest.findings, ReviewState.CLOSED, by, now)


@transaction.atomic
def give_measure(
    *,
    incident_id: UUID,
    unit: Unit | None,
    what: str,
    due_on: date | None,
    by: Actor,
    now: datetime,
    turn: int | None = None,
) -> Measure:
    """Charge a unit of the desk with something by a day: its duty from now on, and it is told.

    Begins the review where it has not begun. Refusal for a day gone by and for a review that is closed.
    """
    text = _text(what, 400)
    if not text:
        raise refusals.needed("what", "要做什么", "what is to be done")
    if due_on is None:
        raise refusals.needed("due_on", "完成日期", "by which day")
    if due_on < china_date(now):
        raise refusals.due_has_passed()
    incident, newest = _latest(incident_id, turn)
    if unit is None or incident.desk_id not in {unit.pk, unit.reports_to_id}:
        raise refusals.other_unit()
    if newest is not None and newest.state == ReviewState.CLOSED:
        raise refusals.is_closed()
    review = newest or _write(incident, None, "", ReviewState.DRAFT, by, now)
    measure = Measure(review=review, unit=unit, what=text, due_on=due_on, entered_at=now, entered_by=by.label[:80])
    measure.save(force_insert=True)
    _owe(measure, by=by, now=now)
    _tell(measure, now)
    record_event(name=CHARGED, by=by, now=now, subject=(SUBJECT, measure.pk), detail={"unit": unit.pk})
    return measure


def _owe(measure: Measure, *, by: Actor, now: datetime) -> None:
    terms = Terms(
        kind=DUTY,
        rule="review-measure",
        citation="",
        unit="FIXED",
        amount=0,
        due_on=measure.due_on,
        due_at=first_late_instant(measure.due_on),
    )
    owed = Owed(
        party_id=measure.unit_id,
        region=measure.unit.organisation.region,
        terms=terms,
        party_kind=PartyKind.UNIT,
        subject=(SUBJECT, str(measure.pk)),
        hand=measure.unit.short,
    )
    duties.open_duty(owed=owed, by=by, now=now)


def _tell(measure: Measure, now: datetime) -> None:
    words = Words(
        kind="review",
        title_zh="复盘后请贵单位落实一项措施",
        title_en="A measure for your unit after a review",
        body_zh=f"{measure.what}（{measure.due_on:%Y-%m-%d} 前）",
        body_en=f"{measure.what} (by {measure.due_on:%Y-%m-%d})",
        link="/line/reviews/measures/",
    )
    send_many(party_kind="organisation", notices=[(measure.unit_id, words)], now=now)


def _held(measure_id: UUID) -> Measure:
    measure = Measure.objects.select_for_update(of=("self",)).select_related("unit__organisation").get(pk=measure_id)
    if measure.state != MeasureState.OPEN:
        raise refusals.not_open()
    return measure


def _end(measure: Measure, state: str, words: str, name: str, by: Actor, now: datetime) -> Measure:
    measure.state, measure.words = state, words
    measure.closed_at, measure.closed_by = now, by.label[:80]
    measure.save(update_fields=["state", "words", "closed_at", "closed_by"])
    record_event(name=name, by=by, now=now, subject=(SUBJECT, measure.pk))
    return measure


@transaction.atomic
def report_done(*, measure_id: UUID, words: str, by: Actor, now: datetime) -> Measure:
    """The unit has done it, and says what. Its duty ends, in time or late."""
    text = _text(words, 400)
    if not text:
        raise refusals.needed("words", "做了什么", "what was done")
    measure = _end(_held(measure_id), MeasureState.DONE, text, DONE, by, now)
    subject = (SUBJECT, str(measure.pk))
    duties.discharge(party_id=measure.unit_id, kind=DUTY, subject=subject, by=by, now=now, with_=str(measure.pk))
    return measure


@transaction.atomic
def withdraw(*, measure_id: UUID, why: str, by: Actor, now: datetime) -> Measure:
    """The desk takes a measure back, with a reason; it stays on the page and its duty is waived."""
    text = _text(why, 400)
    if not text:
        raise refusals.needed("words", "为什么撤回", "why it is withdrawn")
    measure = _end(_held(measure_id), MeasureState.WITHDRAWN, text, WITHDRAWN, by, now)
    duty = owed_duty(measure.unit_id, kind=DUTY, subject=(SUBJECT, str(measure.pk)))
    if duty is not None:
        duties.waive(duty=duty, reason=text, by=by, now=now)
    return measure

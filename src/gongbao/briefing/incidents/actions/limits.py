"""Changing a rule of the clock: always as the next version, from a day on. Clocks that run keep the one they have."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.models import GradeThreshold, Hazard, Limit, Measure
from gongbao.briefing.units.models import Level
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.kernel.statutes.reporting import Form, Start

CHANGED = declare("limit.changed", "时限规则新版本", "a new version of a limit")
ENDED = declare("limit.ended", "时限规则停用", "a limit ends")
THRESHOLD = declare("threshold.changed", "分级标准新版本", "a new version of a threshold")
MOST_MINUTES = 43_200
MEASURES = {*Measure.values, "dead-missing"}
CONFIDENCES = {"C", "S", "M", "D"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a version of a limit says. `minutes` None is a number that could not be read."""

    level: str
    form: str
    start: str
    minutes: int | None
    citation_zh: str
    confidence: str
    why: str
    valid_from: date | None
    citation_en: str = ""
    category: str = ""
    hazard: str = ""
    worst_grade: int | None = None
    region: str = ""
    written_counts: bool = True


@transaction.atomic
def change_limit(*, key: str, terms: Terms, by: Actor, now: datetime) -> Limit:
    """The next version of a limit, or the first of a new one, from a day not before today. The old one ends there."""
    _check(key, terms, china_date(now))
    start = terms.valid_from or china_date(now)
    before = Limit.objects.select_for_update().filter(key=key).order_by("-version").first()
    if before is not None and before.valid_to is None:
        if start < before.valid_from:
            raise _too_early()
        before.valid_to = start
        before.save(update_fields=["valid_to"])
    made = Limit(
        key=key,
        version=before.version + 1 if before else 1,
        level=terms.level,
        form=terms.form,
        start=terms.start,
        minutes=terms.minutes or 0,
        category=terms.category,
        hazard=Hazard.objects.filter(pk=terms.hazard).first() if terms.hazard else None,
        worst_grade=terms.worst_grade,
        region=terms.region,
        written_counts=terms.written_counts,
        citation_zh=terms.citation_zh.strip()[:160],
        citation_en=terms.citation_en.strip()[:240],
        confidence=terms.confidence,
        valid_from=start,
        entered_at=now,
        entered_by=by.label[:80],
        why=terms.why.strip()[:300],
    )
    made.save(force_insert=True)
    detail = {"version": made.version, "minutes": made.minutes, "was": before.minutes if before else None}
    record_event(name=CHANGED, by=by, now=now, subject=("limit", key), detail=detail)
    return made


@transaction.atomic
def end_limit(*, key: str, why: str, by: Actor, now: datetime) -> Limit:
    """A limit no longer applies from tomorrow on; what ran under it stays as it was."""
    if not why.strip():
        raise refusals.reason_needed("why")
    row = Limit.objects.select_for_update().filter(key=key, valid_to=None).first()
    if row is None:
        raise refusals.not_now()
    row.valid_to = max(row.valid_from, china_date(now) + timedelta(days=1))
    row.save(update_fields=["valid_to"])
    record_event(name=ENDED, by=by, now=now, subject=("limit", key), detail={"why": why.strip()[:300]})
    return row


@transaction.atomic
def change_threshold(
    *, hazard: str, measure: str, grade: int, at_least: Decimal | None, citation: str, by: Actor, now: datetime
) -> GradeThreshold:
    """The next version of one cell of the table of grades, from today on."""
    found = Hazard.objects.filter(pk=hazard).first()
    if found is None:
        raise refusals.unknown_hazard()
    if at_least is None or at_least < 0 or measure not in MEASURES or not 1 <= grade <= 4:
        raise refusals.needed("at_least", "达到多少", "how much it takes")
    if not citation.strip():
        raise refusals.needed("citation", "依据的文件", "the document it rests on")
    today = china_date(now)
    rows = GradeThreshold.objects.select_for_update()
    rows.filter(hazard=found, measure=measure, grade=grade, region="", valid_to=None).update(valid_to=today)
    made = GradeThreshold(
        hazard=found,
        measure=measure,
        grade=grade,
        at_least=at_least,
        citation_zh=citation.strip()[:120],
        confidence="S",
        valid_from=today,
        entered_at=now,
        entered_by=by.label[:80],
    )
    made.save(force_insert=True)
    detail = {"measure": measure, "grade": grade, "at_least": str(at_least)}
    record_event(name=THRESHOLD, by=by, now=now, subject=("threshold", hazard), detail=detail)
    return made


def _check(key: str, terms: Terms, today: date) -> None:
    if not key or terms.level not in Level.values:
        raise refusals.needed("level", "由哪一级报告", "which level reports")
    if terms.form not in set(Form) or terms.start not in set(Start):
        raise refusals.needed("start", "形式和起算点", "the form, and from when it counts")
    if terms.minutes is None or not 1 <= terms.minutes <= MOST_MINUTES:
        raise Refusal(
            "limit.minutes",
            "时限请填 1 到 43200 之间的整分钟数。",
            "Give the limit in whole minutes, 1 to 43,200.",
            field="minutes",
        )
    if terms.worst_grade is not None and not 1 <= terms.worst_grade <= 4:
        raise refusals.needed("worst_grade", "一到四级", "a grade from 1 to 4")
    if not terms.citation_zh.strip():
        raise refusals.needed("citation_zh", "依据的文件", "the document it rests on")
    if terms.confidence not in CONFIDENCES:
        raise refusals.needed("confidence", "依据的可靠程度", "how sure the source is")
    if not terms.why.strip():
        raise refusals.reason_needed("why")
    if terms.valid_from is not None and terms.valid_from < today:
        raise _too_early()


def _too_early() -> Refusal:
    return Refusal(
        "limit.too-early",
        "新时限不能溯及既往：请从今天或以后的日期起用。",
        "A new limit does not reach back: let it begin today or later.",
        field="valid_from",
    )

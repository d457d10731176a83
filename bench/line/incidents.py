"""Incidents with their chains of reports, figures, clocks, log and decisions; tips, outages, reviews and measures."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.briefing_load import NOW, PLACES, THINGS, body
from bench.line.stock import Stock, put
from gongbao.briefing.incidents.actions import load_starting_data
from gongbao.briefing.incidents.models import (
    Clock,
    Figure,
    Finding,
    Grading,
    Hazard,
    Hold,
    Incident,
    Joining,
    Limit,
    LogEntry,
    Outage,
    Report,
    Stay,
    Tip,
    TipPlace,
    Told,
)
from gongbao.briefing.incidents.names import SUBJECT
from gongbao.briefing.instructions.models import Instruction, Step
from gongbao.briefing.items.models import Item
from gongbao.briefing.reviews.models import Measure, Review
from gongbao.foundation.events.actor import command

INCIDENTS, TIPS, CODES, BIG = 2_000, 3_000, 400, 24
MEASURES = ("dead", "injured", "trapped", "evacuated", "loss")
CHAIN = ("first", "first", "follow-up", "follow-up", "final")
MINUTE = timedelta(minutes=1)
# In the order in which one needs the other.
ORDER: tuple[Any, ...] = (
    *(Incident, Incident.involved.through, Incident.items.through, Report, Told, Figure, Hold, Clock),
    *(Stay, LogEntry, Grading, Joining, Finding, Review, Measure, Instruction, Step),
)
Rows = dict[Any, list[Any]]


def load(stock: Stock) -> None:
    load_starting_data(by=command("bench"), now=NOW)
    hazards, limits = list(Hazard.objects.all()), {one.form: one for one in Limit.objects.filter(level="township")}
    items = list(Item.objects.filter(state="adopted").values_list("pk", flat=True)[: stock.many(INCIDENTS)])
    rows: Rows = {model: [] for model in ORDER}
    count = stock.many(INCIDENTS)
    for n, at in enumerate(stock.times(count)):
        one = _incident(stock, n, at, hazards)
        rows[Incident].append(one)
        whose = 0 if n % 20 == 19 or n == count - 1 else 1 + n * 37 % (len(stock.units) - 1)
        _chain(rows, stock, one, whose, limits)
        if n == count - 1:  # a flood the whole county reports about
            for other in range(1, 1 + min(BIG, len(stock.units) - 1)):
                _chain(rows, stock, one, other, limits)
        if n < len(items):
            rows[Incident.items.through].append(Incident.items.through(incident_id=one.pk, item_id=items[n]))
        _decided(rows, stock, one, whose, n)
    for model, some in rows.items():
        put(model, some)
    put(Outage, _outages(stock))
    _tips(stock)


def _incident(stock: Stock, n: int, at: datetime, hazards: list[Hazard]) -> Incident:
    age = NOW - at
    state = "open" if age < timedelta(days=3) or n % 100 == 7 else "watched" if age < timedelta(days=30) else "closed"
    hazard, town = hazards[n % len(hazards)], stock.chance.randint(0, 11)
    return Incident(
        desk=stock.line.desk,
        number=f"信急〔{at.year}〕{n + 1}号",
        year=at.year,
        hazard=hazard,
        title=f"{PLACES[town]}镇{stock.chance.choice(THINGS)}{hazard.zh}",
        place=f"{PLACES[town]}镇某村",
        division=f"999101{town + 1:03}",
        occurred_at=at - 20 * MINUTE,
        precision="about",
        learned_at=at - 10 * MINUTE,
        grade=4 - (n % 37 == 0),
        drill=n % 50 == 3,
        state=state,
        watch_until=(at + timedelta(days=30)).date() if state == "watched" else None,
        opened_at=at,
        closed_at=min(NOW, at + timedelta(days=30)) if state == "closed" else None,
    )


def _chain(rows: Rows, stock: Stock, one: Incident, whose: int, limits: dict[str, Limit]) -> None:
    """A unit's five reports, by telephone and in writing; its two clocks; the log's lines."""
    unit, at, ended = stock.units[whose], one.opened_at, one.state != "open"
    rows[Incident.involved.through].append(Incident.involved.through(incident_id=one.pk, unit_id=unit.pk))
    chain = CHAIN if ended else CHAIN[:-1]
    reports = []
    for number, kind in enumerate(chain, 1):
        received = min(NOW, at + 40 * (number - 1) * MINUTE)
        reports.append(_report(stock, one, unit, number, kind, received))
        rows[Figure] += (
            Figure(report=reports[-1], measure=measure, value=stock.chance.randint(0, 9), sure="single")
            for measure in MEASURES
        )
        rows[LogEntry] += (
            LogEntry(incident=one, at=received, entered_at=received, kind=kind_of, words_zh=words, unit=unit, by="x")
            for kind_of, words in (("report", f"收到{unit.short}报告"), ("note", "已向带班领导报告"))
        )
    rows[Report] += reports
    rows[Told].append(Told(report=reports[0], sealed=b"sealed", entered_at=at))
    for form, by in (("phone", reports[0]), ("written", reports[1]), ("follow-up", reports[-1] if ended else None)):
        rows[Clock].append(clock := _clock(stock, one, unit, form, by, limits))
        rows[Stay].append(Stay(clock=clock, hand=unit.short, since=clock.opened_at, by="x"))


def _report(stock: Stock, one: Incident, unit: Any, number: int, kind: str, at: datetime) -> Report:
    return Report(
        incident=one,
        unit=unit,
        to=stock.line.desk,
        kind=kind,
        form="phone" if number == 1 else "written",
        number=number,
        serial=max(0, number - 2) if kind == "follow-up" else 0,
        receipt=f"{one.number}-{unit.pk}-{number}",
        title=one.title,
        body=body(stock.chance),
        place=one.place,
        occurred_at=one.occurred_at,
        precision="about",
        cause="正在核实",
        trend="趋于稳定",
        measures="已派人到场",
        learned_at=one.learned_at,
        called_at=at if number == 1 else None,
        received_at=at,
        next_at=at + 60 * MINUTE,
        sha256="0" * 64,
        entered_by="x",
    )


def _clock(stock: Stock, one: Incident, unit: Any, form: str, by: Report | None, limits: dict[str, Limit]) -> Clock:
    late = stock.chance.random() < 0.06
    return Clock(
        incident=one,
        unit=unit,
        to=stock.line.desk,
        limit=limits.get(form),
        form=form,
        start="learned",
        occurred_at=one.occurred_at,
        learned_at=one.learned_at,
        started_at=one.learned_at,
        minutes=30,
        due_at=one.learned_at + 30 * MINUTE,
        state="open" if by is None else "late" if late else "met",
        closed_at=by.received_at if by else None,
        met_by=by,
        hand=unit.short,
        hand_since=one.opened_at,
        opened_at=one.opened_at,
    )


def _decided(rows: Rows, stock: Stock, one: Incident, whose: int, n: int) -> None:
    """Grades for all; of some: held, joined, found after an inquiry, instructed upon, reviewed."""
    at, unit, earlier = one.opened_at, stock.units[whose], rows[Incident][-2:][0]
    rows[Grading].append(Grading(incident=one, suggested=one.grade, decided=one.grade, at=at, by="x"))
    if n % 50 == 1:
        held = rows[Report][-1]
        rows[Hold].append(Hold(report=held, reason="核对数字", held_at=at, held_by="x", ended_at=at, ended_by="x"))
    if n % 90 == 1 and earlier is not one:
        one.joined_into = earlier
        rows[Joining].append(Joining(incident=one, into=earlier, reason="同一起", at=at, by="x"))
    if n % 40 == 1:
        rows[Finding].append(_finding(one, unit, n))
    if n % 7 == 1:
        _instructed(rows, stock, one)
    if one.state == "closed" and n % 4 == 1:
        review = Review(incident=one, version=1, state="closed", findings=body(stock.chance), at=NOW, by="x")
        rows[Review].append(review)
        rows[Measure] += (_measure(stock, review, m, n) for m in range(3))


def _finding(one: Incident, unit: Any, n: int) -> Finding:
    return Finding(
        incident=one,
        unit=unit,
        kind="omitted",
        number=f"认定{n}号",
        facts="没有按时限报告。",
        evidence="值班记录",
        citation="某办法第三条",
        decided_at=one.opened_at,
        decided_by="x",
    )


def _instructed(rows: Rows, stock: Stock, one: Incident) -> None:
    at = one.opened_at + timedelta(hours=1)
    made = Instruction(
        subject_kind=SUBJECT,
        subject_id=one.pk,
        subject_title=one.title,
        desk=stock.line.desk,
        leader=stock.chance.choice(stock.leaders),
        words="请全力处置，及时续报。",
        medium="screen",
        given_at=at,
        entered_by="x",
        state="closed",
        owner=stock.chance.choice(stock.units),
        due_on=at.date(),
        closed_at=at + timedelta(days=2),
    )
    rows[Instruction].append(made)
    rows[Step] += (
        Step(instruction=made, kind=kind, at=at + timedelta(hours=hours), by="x", words="已办。")
        for kind, hours in (("assigned", 1), ("interim", 10), ("final", 30), ("closed", 40))
    )


def _measure(stock: Stock, review: Review, m: int, n: int) -> Measure:
    """Most are done; unit 0 has open ones."""
    mine = n % 40 == 1 and m == 0
    closed = None if mine or n % 30 == 1 else NOW - timedelta(days=40)
    return Measure(
        review=review,
        unit=stock.units[0] if mine else stock.chance.choice(stock.units),
        what="完善值班制度",
        due_on=(NOW + timedelta(days=m)).date(),
        state="done" if closed else "open",
        entered_at=NOW - timedelta(days=60),
        entered_by="x",
        closed_at=closed,
        closed_by="x" if closed else "",
        words="已落实" if closed else "",
    )


def _outages(stock: Stock) -> Iterator[Outage]:
    for at in stock.times(24):
        yield Outage(since=at - 30 * MINUTE, until=at, words="停电", entered_at=at, entered_by="x")


def _tips(stock: Stock) -> None:
    """Codes on walls, and what was told through them: two in a hundred still wait."""
    places = [
        TipPlace(
            token=f"{n:032x}",
            unit=stock.units[n % len(stock.units)],
            place=f"{PLACES[n % 12]}镇政府门口",
            division=f"999101{n % 12 + 1:03}",
            made_at=at,
            made_by="x",
        )
        for n, at in enumerate(stock.times(stock.many(CODES)))
    ]
    put(TipPlace, places)
    known: list[UUID] = list(Incident.objects.values_list("pk", flat=True)[:500])
    count = stock.many(TIPS)
    put(Tip, (_tip(stock, n, at, places, known, new=n >= count * 0.98) for n, at in enumerate(stock.times(count))))


def _tip(stock: Stock, n: int, at: datetime, places: list[TipPlace], known: list[UUID], *, new: bool) -> Tip:
    state = "new" if new else ("known", "nothing")[n % 2]
    return Tip(
        receipt=f"报{n:06}",
        origin=places[n % len(places)],
        desk=stock.line.desk,
        hazard_id="flood" if n % 3 else None,
        words=body(stock.chance),
        place=places[n % len(places)].place,
        received_at=at,
        state=state,
        incident_id=stock.chance.choice(known) if state == "known" else None,
        verified_at=None if new else at,
        verified_by="" if new else "x",
        outcome="" if new else "已核实",
    )

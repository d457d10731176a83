"""Duty: rosters with shifts and seats, handovers, swaps; alarms with whom they called; what was handed up and came."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.briefing_load import NOW
from bench.line.stock import Stock, put
from gongbao.briefing.dutydesk.models import (
    Alarm,
    Call,
    Firing,
    HandOff,
    Handover,
    Matter,
    Policy,
    PolicyStep,
    ReceivedMessage,
    Roster,
    Seat,
    Shift,
    Swap,
)
from gongbao.briefing.incidents.models import Incident

EVERY, BACK, AHEAD = 10, 60, 30  # every tenth unit has a roster, over so many days
LONG = 365 * 4  # the desk's goes back so far
MATTERS, MESSAGES = 4, 300
DAY = timedelta(days=1)


def load(stock: Stock) -> None:
    _rosters(stock)
    _alarms(stock)
    _handed(stock)


def _rosters(stock: Stock) -> None:
    desk = Roster(unit=stock.line.desk, name="值班室", opened_at=NOW)
    rosters = [desk, *(Roster(unit=unit, name="值班室", opened_at=NOW) for unit in stock.units[::EVERY])]
    put(Roster, rosters)
    pairs = [(stock.line.editor, stock.line.chief), (stock.line.chief, stock.line.editor)]
    shifts = [(one, pair, stock.leaders[0]) for one, pair in _shifts(desk, LONG, pairs)]
    for n, roster in enumerate(rosters[1:]):
        mine = [(stock.officers[n * EVERY], stock.officers[n * EVERY + 1])]
        shifts += [(one, pair, None) for one, pair in _shifts(roster, BACK, mine)]
    put(Shift, (one for one, _pair, _leader in shifts))
    seats = [seat for row in shifts for seat in _seats(*row)]
    put(Seat, seats)
    over = [row for row in shifts if row[0].ends_at < NOW and row[0].roster is desk]
    _handovers(over)
    put(Swap, _swaps(stock, seats))


def _shifts(roster: Roster, back: int, pairs: list[Any]) -> Iterator[tuple[Shift, Any]]:
    first = NOW.replace(hour=0, minute=0)
    for n in range(-back, AHEAD):
        yield Shift(roster=roster, begins_at=first + n * DAY, ends_at=first + (n + 1) * DAY), pairs[n % len(pairs)]


def _seats(shift: Shift, pair: Any, leader: Any) -> list[Seat]:
    rows = [
        Seat(shift=shift, role="officer", place=1, user=pair[0]),
        Seat(shift=shift, role="substitute", place=1, user=pair[1]),
    ]
    return [*rows, Seat(shift=shift, role="leader", place=1, user=leader)] if leader else rows


def _handovers(over: list[Any]) -> None:
    made = [
        Handover(
            shift=shift,
            note="夜里来电均已登记。",
            giver=pair[0],
            given_at=shift.ends_at,
            taker=pair[1],
            taken_at=shift.ends_at,
        )
        for shift, pair, _leader in over
    ]
    put(Handover, made)
    put(
        Matter,
        (
            Matter(handover=one, place=place, title="某镇滑坡", words="等续报")
            for one in made
            for place in range(1, MATTERS + 1)
        ),
    )


def _swaps(stock: Stock, seats: list[Seat]) -> Iterator[Swap]:
    """One in fifty seats was swapped or asked for."""
    for seat in seats[:: 25 * 2]:
        taker = stock.officers[0] if seat.user_id != stock.officers[0].pk else stock.officers[1]
        yield Swap(seat=seat, giver_id=seat.user_id, taker=taker, asked_at=NOW, agreed=False, answered_at=NOW)


def _alarms(stock: Stock) -> None:
    """One for every incident, answered at its second step, but for the newest."""
    policies = [
        Policy(desk=stock.line.desk, trigger=trigger, name=name, percent=percent, since=NOW - 1500 * DAY, made_by="x")
        for trigger, name, percent in (("lodged", "首报", 0), ("clock", "时限", 75))
    ]
    put(Policy, policies)
    put(
        PolicyStep,
        (
            PolicyStep(policy=policy, number=number, role=role, after_seconds=300 * (number - 1))
            for policy in policies
            for number, role in enumerate(("officer", "substitute", "leader"), 1)
        ),
    )
    rows: dict[Any, list[Any]] = {Alarm: [], Firing: [], Call: []}
    told = Incident.objects.order_by("-opened_at").prefetch_related("involved")
    for n, incident in enumerate(told.iterator(chunk_size=2_000)):
        _alarm(rows, stock, policies[0], incident, waits=n < 5)
    for model, some in rows.items():
        put(model, some)


def _alarm(rows: dict[Any, list[Any]], stock: Stock, policy: Policy, incident: Incident, *, waits: bool) -> None:
    at = incident.opened_at
    alarm = Alarm(
        key=f"lodged:{incident.pk}",
        policy=policy,
        desk=stock.line.desk,
        unit=incident.involved.all()[0],
        incident=incident,
        drill=incident.drill,
        begun_at=at,
        state="open" if waits else "answered",
        next_step=3 if waits else None,
        next_at=NOW + DAY if waits else None,
        answered_at=None if waits else at + timedelta(minutes=6),
    )
    rows[Alarm].append(alarm)
    for number, user in enumerate((stock.line.editor, stock.line.chief), 1):
        firing = Firing(
            alarm=alarm,
            number=number,
            role=("officer", "substitute")[number - 1],
            require_all=False,
            at=at + timedelta(minutes=5 * (number - 1)),
        )
        rows[Firing].append(firing)
        answered = alarm.answered_at if number == 2 else None
        rows[Call].append(Call(firing=firing, user=user, answered_at=answered))


def _handed(stock: Stock) -> None:
    """Every second incident went up; messages of other bodies came in."""
    incidents = list(Incident.objects.order_by("opened_at"))
    newest = [incidents[-1]] * 3  # the flood, again and again
    put(HandOff, (_hand_off(stock, n, one) for n, one in enumerate([*incidents[::2], *newest])))
    put(ReceivedMessage, (_received(stock, n, at) for n, at in enumerate(stock.times(stock.many(MESSAGES)))))


def _hand_off(stock: Stock, n: int, incident: Incident) -> HandOff:
    return HandOff(
        incident=incident,
        desk=stock.line.desk,
        direction="up" if n % 3 else "across",
        to="青云市信息科",
        carrier=("phone", "paper")[n % 2],
        drill=incident.drill,
        words="请市里知悉。",
        identifier=f"bench-{n}",
        given_at=incident.opened_at,
        given_by="x",
        answered_at=incident.opened_at if n % 4 else None,
        answered_name="某值班员" if n % 4 else "",
        answered_how="phone" if n % 4 else "",
    )


def _received(stock: Stock, n: int, at: datetime) -> ReceivedMessage:
    return ReceivedMessage(
        desk=stock.line.desk,
        sender="weather@example.invalid",
        identifier=f"w{n}",
        sent=at,
        type="Alert",
        drill=False,
        headline="暴雨黄色预警信号",
        message=b"<alert/>",
        received_at=at,
        received_by="x",
    )

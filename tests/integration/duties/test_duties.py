"""Duties: opened once, closed once, in time or late by the instant, reminded in waves."""

from datetime import date, datetime, timedelta

import pytest

from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties import actions, selectors
from gongbao.foundation.duties.models import Duty, PartyKind, Reminder
from gongbao.foundation.duties.owed import Owed, Parties, Terms
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.kernel.statutes import Kind, annual_report_rule, rule, window_opens

pytestmark = pytest.mark.django_db
BY = command("test")


@pytest.fixture
def report():
    return Terms.by_rule(
        annual_report_rule(Kind.ENTERPRISE, 2025), window_opens(2025), kind="annual-report", period=2025
    )


def owe(report, party, region="999101001"):
    return Owed(party_id=party, region=region, terms=report)


def test_terms_follow_from_the_rule(report):
    assert (report.due_on, report.unit, report.citation) == (date(2026, 6, 30), "FIXED", "R24:8.1[C]")
    assert report.due_at == datetime(2026, 7, 1, tzinfo=CHINA)
    removal = rule("enterprise.remove-late-report", date(2026, 7, 13))
    assert Terms.by_rule(removal, date(2026, 7, 13), kind="removal").due_on == date(2026, 7, 20)


def test_opening_twice_is_opening_once(report, now):
    first = actions.open_duty(owed=owe(report, 7), by=BY, now=now)
    assert actions.open_duty(owed=owe(report, 7), by=BY, now=now + timedelta(days=1)).id == first.id
    actions.open_many(owed=[owe(report, 7), owe(report, 8)], by=BY, now=now)
    parties = Parties("SELECT * FROM (VALUES (8::bigint, %s, 'e'), (9, %s, 'e')) v", ["999101002", "999101002"])
    assert (
        actions.open_for_all(kind="annual-report", period=2025, terms={"e": report}, parties=parties, by=BY, now=now)
        == 1
    )
    assert sorted(Duty.objects.values_list("party_id", flat=True)) == [7, 8, 9]


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2026, 6, 30, 23, 59, 59, tzinfo=CHINA), "discharged"),
        (datetime(2026, 7, 1, 0, 0, 0, tzinfo=CHINA), "late"),
    ],
)
def test_late_begins_at_midnight_in_china(report, now, at, state):
    actions.open_duty(owed=owe(report, 7), by=BY, now=now)
    found = actions.discharge(party_id=7, kind="annual-report", period=2025, by=BY, now=at, with_="receipt R-1")
    assert (found.state, found.closed_at, found.closed_with) == (state, at, "receipt R-1")
    again = actions.discharge(party_id=7, kind="annual-report", period=2025, by=BY, now=at, with_="receipt R-2")
    assert again is None
    assert Event.objects.filter(name="duty.discharged").count() == 1


def test_what_hurts_first_stands_first(report, now):
    removal = Terms.by_rule(rule("enterprise.remove-late-report", date(2026, 7, 13)), date(2026, 5, 4), kind="removal")
    actions.open_duty(owed=owe(report, 7), by=BY, now=now)
    actions.open_duty(owed=owe(removal, 7), by=BY, now=now)
    assert [duty.kind for duty in selectors.of_party(7)] == ["removal", "annual-report"]
    assert [duty.kind for duty in selectors.overdue(now, party_kind=PartyKind.ENTITY)] == ["removal"]


def test_waived_duties_ask_for_nothing(report, now):
    duty = actions.open_duty(owed=owe(report, 7), by=BY, now=now)
    assert actions.waive(duty=duty, reason="deregistered", by=BY, now=now).state == "waived"
    assert selectors.of_party(7) == []
    assert actions.discharge(party_id=7, kind="annual-report", period=2025, by=BY, now=now, with_="x") is None
    assert actions.reopen(duty=duty, reason="restored", by=BY, now=now).state == "open"


def test_the_board_counts_by_place_and_waves_by_reaction(report, now):
    for party in range(1, 7):
        actions.open_duty(owed=owe(report, party, f"99910100{1 + party % 2}"), by=BY, now=now)
    actions.discharge(party_id=1, kind="annual-report", period=2025, by=BY, now=now, with_="r")
    wave = actions.begin_wave(
        kind="annual-report", period=2025, region="999101", channel="inbox", words="x", by=BY, now=now
    )
    assert (wave.number, wave.sent_count) == (1, 5)
    actions.discharge(party_id=2, kind="annual-report", period=2025, by=BY, now=now, with_="r")
    actions.discharge(
        party_id=3, kind="annual-report", period=2025, by=BY, now=datetime(2026, 7, 2, tzinfo=CHINA), with_="r"
    )
    assert actions.mark_reacted(party_id=4, kind="annual-report", period=2025, now=now) == 1
    assert actions.mark_reacted(party_id=4, kind="annual-report", period=2025, now=now) == 0
    one, two = selectors.board(kind="annual-report", period=2025, region="999101", width=9)
    assert (one.place, one.owed, one.in_time, one.late, one.missing, one.reminded, one.reacted) == (
        ("999101001", 3, 1, 0, 2, 3, 2)
    )
    assert (two.place, two.owed, two.in_time, two.late, two.missing, two.reminded, two.reacted) == (
        ("999101002", 3, 1, 1, 1, 2, 1)
    )
    (told,) = selectors.waves(kind="annual-report", period=2025, region="999101")
    assert (told.reacted, told.discharged, told.share) == (3, 2, 0.6)
    again = actions.begin_wave(
        kind="annual-report", period=2025, region="999101", channel="inbox", words="x", by=BY, now=now
    )
    assert (again.number, again.sent_count) == (2, 3)
    assert Reminder.objects.count() == 8
    days = selectors.by_day(
        kind="annual-report", period=2025, region="999101", start=date(2026, 1, 1), end=date(2026, 12, 31)
    )
    assert days == [(date(2026, 6, 29), 2), (date(2026, 7, 2), 1)]


def test_office_work_by_clock_and_load_by_hand(now):
    terms = Terms.by_rule(rule("enterprise.remove-late-report", date(2026, 7, 13)), date(2026, 7, 1), kind="removal")
    for number, hand in enumerate(["甲某", "甲某", ""]):
        owed = Owed(
            party_id=1,
            party_kind=PartyKind.ORGANISATION,
            region="999101",
            terms=terms,
            subject=("application", str(number)),
            about_entity=number,
            hand=hand,
        )
        actions.open_duty(owed=owed, by=BY, now=now)
    line = Terms.by_rule(rule("enterprise.remove-late-report", date(2026, 7, 13)), date(2026, 7, 1), kind="instruction")
    owed = Owed(party_id=2, party_kind=PartyKind.UNIT, region="999101", terms=line, hand="甲某")
    actions.open_duty(owed=owed, by=BY, now=now)  # a unit's of the reporting line: no office sees it
    assert selectors.office_work(["999101"]).count() == 3
    assert selectors.office_work(["999102"]).count() == 0
    assert selectors.office_work([""]).filter(about_entity=2).count() == 1
    assert selectors.load(["999101"], datetime(2026, 8, 1, tzinfo=CHINA)) == [("甲某", 2, 2), ("", 1, 1)]
    (duty,) = selectors.about(2)
    assert actions.hand_over(duty=duty, hand="乙某", by=BY, now=now).hand == "乙某"

"""Rosters: no overlap, gaps seen, swaps by consent, nobody leaves without handing over, a sheet all or none."""

import io
import zipfile
from datetime import timedelta

import pytest
import xlsxwriter
from icalendar import Calendar
from tests.integration.briefing.people import acting

from gongbao.briefing.dutydesk import actions, selectors, sheets
from gongbao.briefing.dutydesk.calendars import calendar
from gongbao.briefing.dutydesk.models import Policy, Role, Seat, Shift
from gongbao.briefing.dutydesk.rules import Span, gaps, goes_on, overlaps
from gongbao.briefing.dutydesk.sheets import HEADS, Planned
from gongbao.foundation.events.refusals import Refusal

HOUR = timedelta(hours=1)


def sheet(*rows):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for number, row in enumerate([HEADS, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_gaps_and_overlaps(now):
    def span(a, b):
        return Span(now + a * HOUR, now + b * HOUR)

    assert gaps([span(0, 8), span(9, 24)], span(0, 30)) == [span(8, 9), span(24, 30)]
    assert gaps([], span(0, 1)) == [span(0, 1)]
    assert gaps([span(-5, 40)], span(0, 30)) == []
    assert overlaps(span(0, 2), span(1, 3))
    assert not overlaps(span(0, 2), span(2, 3))


def test_shifts_do_not_overlap_and_the_past_is_not_rewritten(line, roster, night):
    by = acting(line.chief)
    day = night.replace(hour=0, minute=0)
    officer = ((Role.OFFICER, line.editor2),)
    planned = [Planned(day + 20 * HOUR, day + 30 * HOUR, officer)]
    with pytest.raises(Refusal, match="overlap"):
        actions.put_shifts(roster_id=roster.pk, planned=planned, by=by, now=night)
    with pytest.raises(Refusal, match="past"):
        actions.put_shifts(roster_id=roster.pk, planned=[Planned(day, day + 8 * HOUR, officer)], by=by, now=night)
    with pytest.raises(Refusal, match="times"):
        actions.put_shifts(roster_id=roster.pk, planned=[Planned(day + 30 * HOUR, day, officer)], by=by, now=night)
    nobody = [Planned(day + 24 * HOUR, day + 30 * HOUR, ((Role.LEADER, line.chief),))]
    with pytest.raises(Refusal, match="officer"):
        actions.put_shifts(roster_id=roster.pk, planned=nobody, by=by, now=night)
    later = [Planned(day + 8 * HOUR, day + 24 * HOUR, officer)]
    actions.put_shifts(roster_id=roster.pk, planned=later, by=by, now=night)
    assert [seat.user for seat in Seat.objects.filter(shift__begins_at=day + 8 * HOUR)] == [line.editor2]
    with pytest.raises(Refusal, match="past"):
        actions.remove_shift(shift_id=Shift.objects.get(begins_at=day).pk, by=by, now=night)
    actions.remove_shift(shift_id=Shift.objects.get(begins_at=day + 8 * HOUR).pk, by=by, now=night)
    assert Shift.objects.count() == 1


def test_the_first_roster_of_a_desk_brings_policies_once(line, roster, night):
    assert Policy.objects.filter(desk=line.desk).count() == 3
    actions.open_roster(unit=line.desk, name="二", round_the_clock=False, by=acting(line.chief), now=night)
    assert Policy.objects.count() == 3
    with pytest.raises(Refusal, match="name"):
        actions.open_roster(unit=line.desk, name="二", round_the_clock=False, by=acting(line.chief), now=night)


def test_a_swap_needs_consent(line, roster, night):
    seat = Seat.objects.get(user=line.editor)
    how = {"seat_id": seat.pk, "words": "", "by": acting(line.editor), "now": night}
    with pytest.raises(Refusal, match="taker"):
        actions.ask_swap(giver=line.editor, taker=line.editor2, **how)  # sits there already
    with pytest.raises(Refusal, match="not-on"):
        actions.ask_swap(giver=line.chief, taker=line.editor2, **how)
    asked = actions.ask_swap(giver=line.editor, taker=line.chief, **how)
    seat.refresh_from_db()
    assert seat.user == line.editor
    with pytest.raises(Refusal, match="open"):
        actions.ask_swap(giver=line.editor, taker=line.chief, **how)
    with pytest.raises(Refusal, match="over"):
        actions.answer_swap(swap_id=asked.pk, taker=line.editor2, agree=True, by=acting(line.editor2), now=night)
    actions.answer_swap(swap_id=asked.pk, taker=line.chief, agree=True, by=acting(line.chief), now=night)
    seat.refresh_from_db()
    assert seat.user == line.chief
    with pytest.raises(Refusal, match="over"):
        actions.answer_swap(swap_id=asked.pk, taker=line.chief, agree=False, by=acting(line.chief), now=night)


def test_nobody_leaves_without_handing_over(line, roster, lodge, night):
    report = lodge(drill=True)
    shift = selectors.current_shift(roster, night)
    after = shift.ends_at + HOUR
    assert [one.pk for one in selectors.unhanded([roster.pk], after)] == [shift.pk]
    with pytest.raises(Refusal, match="none"):
        actions.take_over(shift_id=shift.pk, taker=line.chief, by=acting(line.chief), now=after)
    with pytest.raises(Refusal, match="not-on"):
        actions.give_over(shift_id=shift.pk, giver=line.chief, note="", by=acting(line.chief), now=after)
    given = actions.give_over(shift_id=shift.pk, giver=line.editor, note="盯住", by=acting(line.editor), now=after)
    matters = list(given.matters.all())
    assert matters
    assert all(one.drill and one.title.startswith("【演练】") for one in matters)
    assert matters[0].link == f"/incidents/{report.incident_id}/"
    assert selectors.unhanded([roster.pk], after), "until the other signs"
    with pytest.raises(Refusal, match="self"):
        actions.take_over(shift_id=shift.pk, taker=line.editor, by=acting(line.editor), now=after)
    with pytest.raises(Refusal, match="not-on"):
        actions.take_over(shift_id=shift.pk, taker=line.editor2, by=acting(line.editor2), now=after)
    actions.take_over(shift_id=shift.pk, taker=line.chief, by=acting(line.chief), now=after)
    assert selectors.unhanded([roster.pk], after) == []
    with pytest.raises(Refusal, match="done"):
        actions.give_over(shift_id=shift.pk, giver=line.editor, note="", by=acting(line.editor), now=after)


def test_a_post_with_one_person_hands_over_to_nobody(line, night):
    by = acting(line.officer)
    made = actions.open_roster(unit=line.shimen, name="值班室", round_the_clock=True, by=by, now=night - 48 * HOUR)
    alone = ((Role.OFFICER, line.officer),)
    planned = [Planned(night + n * HOUR, night + (n + 24) * HOUR, alone) for n in (-24, 0)]
    actions.put_shifts(roster_id=made.pk, planned=planned, by=by, now=night - 48 * HOUR)
    assert selectors.unhanded([made.pk], night + HOUR) == []
    assert selectors.unhanded([made.pk], night + 25 * HOUR), "nobody follows the last"
    assert goes_on([1], [1, 2])
    assert not goes_on([1, 3], [1, 2])
    assert not goes_on([], [1])


def test_a_sheet_is_read_with_every_error_by_its_row(line):
    people = [line.editor, line.editor2, line.chief]
    reading = sheets.read_sheet(
        sheet(
            ("2026-07-01", "08:00", "08:00", "bian某", "zhang某", ""),
            ("2026年7月2日", "8点", "20：30", "bian、ji某", "", "zhang"),
            ("2026-7-3", "08:00", "08:00", "nobody", "", ""),
            ("x", "08:00", "08:00", "bian", "", ""),
            ("2026-07-04", "25:00", "08:00", "bian", "", ""),
            ("2026-07-05", "08:00", "08:00", "", "zhang", ""),
            ("2026-07-06", "08:00", "08:00", "bian", "bian", ""),
            ("", "", "", "", "", ""),
        ),
        people,
    )
    assert [number for number, _words in reading.errors] == [4, 5, 6, 7, 8]
    first, second = reading.shifts
    assert first.ends - first.begins == 24 * HOUR
    assert second.ends - second.begins == timedelta(hours=12, minutes=30)
    assert [user.username for _role, user in second.seats] == ["bian", "ji", "zhang"]
    for bad in (b"", b"PK\x03\x04broken", sheet()[:200]):
        with pytest.raises(Refusal, match="sheet"):
            sheets.read_sheet(bad, people)
    template = sheets.template(first.begins.date(), ["bian某"])
    assert sheets.read_sheet(template, people).shifts == []


def test_the_calendar_is_ones_own_by_a_secret_that_can_be_ended(client, line, roster, night):
    token = actions.make_link(user=line.editor, by=acting(line.editor), now=night)
    assert selectors.calendar_owner(token) == line.editor
    book = Calendar.from_ical(client.get(f"/duty/calendar/{token}.ics").content)
    assert book["version"] == "2.0"
    newer = actions.make_link(user=line.editor, by=acting(line.editor), now=night)
    assert client.get(f"/duty/calendar/{token}.ics").status_code == 404
    actions.end_link(user=line.editor, by=acting(line.editor), now=night)
    assert client.get(f"/duty/calendar/{newer}.ics").status_code == 404
    assert client.get("/duty/calendar/x.ics").status_code == 404
    (event,) = Calendar.from_ical(calendar(selectors.my_seats(line.editor, night), night)).walk("VEVENT")
    assert event["dtstart"].dt == night.replace(hour=0, minute=0)
    assert "ji某" not in str(event.to_ical().decode())


def test_no_name_in_the_template_is_a_formula_or_a_link(night):
    with zipfile.ZipFile(io.BytesIO(sheets.template(night.date(), ["=1+1", "http://x.example/", "甲某某"]))) as book:
        people = book.read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in people
    assert "hyperlink" not in people

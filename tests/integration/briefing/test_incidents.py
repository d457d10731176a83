"""Incidents: what is lodged stays, every limit runs by its rule, a person decides what only a person can."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from tests.integration.briefing.people import acting

from gongbao.briefing.incidents import actions, selectors
from gongbao.briefing.incidents.actions import About, Call, Said, SaidFigure, Sent
from gongbao.briefing.incidents.models import Clock, Incident, Report, Told
from gongbao.briefing.incidents.names import CLOCK_DUE, LODGED, REPORTED
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events import bus
from gongbao.foundation.events.actor import system
from gongbao.foundation.events.refusals import Refusal

MINUTE = timedelta(minutes=1)
SYSTEM = system("test")


@pytest.fixture
def night(line, now):
    """02:10: the reporting line with its limits."""
    actions.load_starting_data(by=SYSTEM, now=now)
    return now.replace(hour=2, minute=10)


@pytest.fixture
def lodge(line, night):
    def make(now=night, unit=None, author=None, *, form="phone", kind="first", learned=None, incident=None, **kw):
        author = author or line.officer
        figures = {name: SaidFigure(Decimal(value), "single") for name, value in kw.pop("figures", {}).items()}
        said = Said(
            title=kw.pop("title", "石门镇竹溪口村山体滑坡"),
            body=kw.pop("body", "竹溪口村发生山体滑坡，2户房屋被埋。"),
            place=kw.pop("place", "石门镇竹溪口村"),
            occurred_at=kw.pop("occurred", None),
            next_at=kw.pop("next_at", None),
            figures=figures,
        )
        about = None if incident else About(hazard=kw.pop("hazard", "geological"), drill=kw.pop("drill", False))
        return actions.lodge(
            unit=unit or line.shimen,
            said=said,
            form=form,
            kind=kind,
            learned_at=learned or now - 5 * MINUTE,
            by=acting(author),
            now=now,
            incident_id=incident.pk if incident else None,
            about=about,
            **kw,
        )

    return make


def clock(incident, unit, form):
    return Clock.objects.exclude(state="replaced").get(incident=incident, unit=unit, form=form)


def test_the_call_is_the_telephone_report_and_leaves_the_written_one_to_run(line, lodge, night):
    report = lodge(call=Call(name="甲某某", post="村干部", phone="13800000000"))
    incident = report.incident
    assert incident.number == "信息科急〔2026〕1号"
    assert report.receipt == "信息科急收〔2026〕1号"
    phone, written = clock(incident, line.shimen, "phone"), clock(incident, line.shimen, "written")
    assert (phone.state, phone.met_by_id) == ("met", report.pk)
    assert written.state == "open"
    assert written.due_at == night + 35 * MINUTE  # forty minutes from learning, five of them gone
    desk = clock(incident, line.desk, "written")
    assert (desk.started_at, desk.due_at) == (night, night + 120 * MINUTE)
    running = [one.pk for one in selectors.open_clocks(night)]
    assert running[0] == written.pk
    assert desk.pk in running
    assert b"138" not in bytes(Told.objects.get().sealed)


def test_late_is_computed_from_both_ends(line, lodge, night):
    report = lodge(learned=night - 20 * MINUTE)
    assert clock(report.incident, line.shimen, "phone").state == "late"
    written = lodge(now=night + 19 * MINUTE, form="written", incident=report.incident, learned=night - 20 * MINUTE)
    assert clock(report.incident, line.shimen, "written").state == "met"
    assert written.number == 2


def test_the_same_report_sent_twice_is_one(line, lodge, night):
    sent = Sent(offline_id=uuid4(), device_at=night)
    one = lodge(sent=sent, form="written")
    two = lodge(sent=sent, form="written", now=night + MINUTE)
    assert one.pk == two.pk
    assert Incident.objects.count() == Report.objects.count() == 1


def test_the_database_refuses_to_lose_a_report(line, lodge):
    report = lodge()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        report.delete()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        report.incident.delete()


def test_the_chain_is_numbered_and_ends_with_a_watch(line, lodge, night):
    first = lodge(form="written", figures={"dead": 1})
    incident = first.incident
    next_at = night + 90 * MINUTE
    follow = lodge(now=night + 60 * MINUTE, form="written", kind="follow-up", incident=incident, next_at=next_at)
    assert (follow.number, follow.serial) == (2, 1)
    waiting = Clock.objects.get(incident=incident, unit=line.shimen, form="follow-up", state="open")
    assert (waiting.due_at, waiting.limit) == (next_at, None)
    with pytest.raises(Refusal) as refusal:
        lodge(now=night + 61 * MINUTE, form="written", incident=incident)
    assert refusal.value.code == "incident.first-already"
    lodge(now=night + 180 * MINUTE, form="written", kind="final", incident=incident)
    incident.refresh_from_db()
    assert incident.state == "watched"
    assert (incident.watch_until - incident.learned_at.date()).days >= 29
    assert not Clock.objects.filter(incident=incident, unit=line.shimen, state="open").exists()


def test_a_grade_brings_its_own_limits(line, lodge, night):
    report = lodge(occurred=night - 10 * MINUTE, figures={"dead": 12})
    incident = report.incident
    proposed = selectors.suggestion(incident, now=night)
    assert (proposed.grade, proposed.fired[0].at_least) == (2, 10)
    with pytest.raises(Refusal) as refusal:
        actions.decide_grade(
            incident_id=incident.pk, grade=3, reason="", turn=incident.turn, by=acting(line.editor), now=night
        )
    assert refusal.value.code == "incident.reason-needed"
    actions.decide_grade(
        incident_id=incident.pk, grade=2, reason="", turn=incident.turn, by=acting(line.editor), now=night
    )
    phone = clock(incident, line.desk, "phone")
    assert (phone.start, phone.due_at) == ("occurred", night + 20 * MINUTE)
    assert clock(incident, line.desk, "written").minutes == 60
    with pytest.raises(Refusal) as refusal:
        actions.decide_grade(
            incident_id=incident.pk, grade=1, reason="听说", turn=incident.turn, by=acting(line.editor2), now=night
        )
    assert refusal.value.code == "incident.changed-meanwhile"


def test_a_level_may_be_passed_under_a_name_and_the_level_passed_is_told(line, lodge, night):
    with pytest.raises(Refusal):
        lodge(bypass_reason="  ")
    report = lodge(bypass_reason="县值班电话无人接听")
    assert (report.to_id, report.passed_id) == (line.city.pk, line.desk.pk)
    assert report.incident.log.filter(kind="bypass").count() == 1
    assert selectors.desk_incident(line.editor, report.incident_id) is not None


def test_incidents_are_joined_by_a_person_and_parted_again(line, lodge, night):
    one = lodge().incident
    two = lodge(unit=line.songping, author=line.other).incident
    by = acting(line.editor)
    with pytest.raises(Refusal):
        actions.join(incident_id=two.pk, into_id=one.pk, reason="", turn=two.turn, by=by, now=night)
    actions.join(incident_id=two.pk, into_id=one.pk, reason="同一处滑坡", turn=two.turn, by=by, now=night)
    whole = selectors.whole(Incident.objects.get(pk=one.pk))
    assert [unit.short for unit in whole.by_unit()] == ["石门镇", "松坪镇"]
    actions.part(incident_id=two.pk, reason="不是同一处", by=by, now=night)
    assert len(selectors.whole(Incident.objects.get(pk=one.pk)).reports) == 1


def test_an_outage_stops_every_clock_and_a_struck_one_does_not(line, lodge, night):
    report = lodge(learned=night - 30 * MINUTE)
    phone = clock(report.incident, line.shimen, "phone")
    assert phone.state == "late"
    outage = actions.record_outage(
        since=night - 25 * MINUTE,
        until=night - 5 * MINUTE,
        words="机房断电",
        by=acting(line.chief),
        now=night + MINUTE,
    )
    phone.refresh_from_db()
    assert (phone.state, phone.paused_seconds) == ("met", 1200)
    actions.strike_outage(outage_id=outage.pk, why="误登", by=acting(line.chief), now=night + 2 * MINUTE)
    phone.refresh_from_db()
    assert (phone.state, phone.paused_seconds) == ("late", 0)


def test_silence_of_the_whole_system_is_an_outage_by_itself(line, lodge, night):
    assert actions.beat(by=SYSTEM, now=night) is None
    assert actions.beat(by=SYSTEM, now=night + MINUTE) is None
    assert actions.beat(by=SYSTEM, now=night + 40 * MINUTE).automatic
    lodge(now=night + 50 * MINUTE)
    assert actions.beat(by=SYSTEM, now=night + 60 * MINUTE) is None  # somebody got in: only the worker was away


def test_a_running_limit_is_told_of_once_at_each_share(line, lodge, night):
    lodge()
    told = [actions.tell_due(by=SYSTEM, now=night + n * MINUTE) for n in (14, 15, 16, 24, 31, 35, 36)]
    assert told == [0, 1, 0, 0, 1, 1, 0]  # the written report: half, then nine tenths, then all of forty minutes


def test_candidates_lie_near_in_time_kind_and_place(line, lodge, night):
    incident = lodge(occurred=night - 10 * MINUTE).incident
    lodge(drill=True)
    found = selectors.candidates_for("natural", "999101004", night - 60 * MINUTE)
    assert [one.pk for one in found] == [incident.pk]
    assert not selectors.candidates_for("accident", "999101004", night)
    assert not selectors.candidates_for("natural", "999101003", night)
    assert selectors.candidates_for("", "999101", night)
    assert not selectors.candidates_for("", "", night + timedelta(days=2))


def test_a_citizen_s_call_is_the_desk_s_own_record(line, lodge, night):
    report = lodge(unit=line.desk, author=line.editor)
    assert report.to_id == line.desk.pk
    assert clock(report.incident, line.desk, "written").state == "open"
    up = actions.send_up(
        incident_id=report.incident_id,
        desk=line.desk,
        said=Said(title="山体滑坡", body="石门镇滑坡。"),
        form="written",
        kind="follow-up",
        by=acting(line.editor),
        now=night + 30 * MINUTE,
    )
    assert up.to_id == line.city.pk
    assert clock(report.incident, line.desk, "written").state == "met"


def test_what_is_joined_goes_up_together(line, lodge, night):
    one, two = lodge().incident, lodge(unit=line.songping, author=line.other).incident
    by = acting(line.editor)
    actions.join(incident_id=two.pk, into_id=one.pk, reason="同一处", turn=two.turn, by=by, now=night)
    assert clock(two, line.songping, "written") in selectors.open_clocks(night), "its clocks run on"
    said = Said(title="滑坡", body="石门、松坪交界滑坡。")
    how = {"desk": line.desk, "said": said, "form": "written", "kind": "first", "by": by, "now": night + 9 * MINUTE}
    with pytest.raises(Refusal) as refusal:
        actions.send_up(incident_id=two.pk, **how)
    assert refusal.value.code == "incident.is-joined"
    up = actions.send_up(incident_id=one.pk, **how)
    assert {clock(each, line.desk, "written").met_by_id for each in (one, two)} == {up.pk}


def test_a_held_report_can_go_past_the_level_that_holds_it(line, lodge, night):
    first = lodge(form="written")
    actions.hold(report_id=first.pk, reason="等核实", by=acting(line.editor), now=night)
    later = lodge(
        now=night + 5 * MINUTE, form="written", kind="follow-up", incident=first.incident, bypass_reason="县里压着不报"
    )
    assert (later.to_id, later.passed_id) == (line.city.pk, line.desk.pk)
    assert first.incident.log.filter(kind__in=["hold", "bypass"]).count() == 2


def test_a_supplement_does_not_wake_what_is_settled_and_a_follow_up_does(line, lodge, night):
    incident = lodge(form="written").incident
    lodge(now=night + 60 * MINUTE, form="written", kind="final", incident=incident)
    lodge(now=night + 90 * MINUTE, form="written", kind="supplement", incident=incident, figures={"dead": 1})
    incident.refresh_from_db()
    assert incident.state == "watched"
    lodge(now=night + 99 * MINUTE, form="written", kind="follow-up", incident=incident)
    incident.refresh_from_db()
    assert (incident.state, incident.watch_until) == ("open", None)


def test_times_that_cannot_be_are_refused_with_their_field(line, lodge, night):
    for field, wrong in (
        ("learned_at", {"learned": night + MINUTE}),
        ("occurred_at", {"occurred": night + MINUTE}),
        ("learned_at", {"occurred": night, "learned": night - 5 * MINUTE}),
        ("next_at", {"next_at": night}),
    ):
        with pytest.raises(Refusal) as refusal:
            lodge(**wrong)
        assert refusal.value.field == field


def test_what_bears_a_secrecy_mark_is_refused(line, lodge):
    with pytest.raises(Refusal):
        lodge(body="机密★10年 某处滑坡。")


def test_every_clock_is_also_a_duty_and_ends_with_it(line, lodge, night):
    report = lodge()
    written = clock(report.incident, line.shimen, "written")
    duty = Duty.objects.get(party_id=line.shimen.pk, subject_id=str(written.pk))
    assert (duty.due_at, duty.unit, duty.state) == (written.due_at, "MIN", "open")
    lodge(now=night + 50 * MINUTE, form="written", incident=report.incident)
    duty.refresh_from_db()
    assert duty.state == "late"


def test_where_it_waited_is_kept(line, lodge, night):
    report = lodge()
    desk = clock(report.incident, line.desk, "written")
    actions.take_in_hand(clock_id=desk.pk, hand="信息科 编某", by=acting(line.editor), now=night + 3 * MINUTE)
    actions.take_in_hand(clock_id=desk.pk, hand="信息科 编某", by=acting(line.editor), now=night + 4 * MINUTE)
    assert [one.hand for one in desk.stays.order_by("since")] == ["信息科", "信息科 编某"]
    assert Duty.objects.get(subject_id=str(desk.pk)).hand == "信息科 编某"


def test_others_hear_of_reports_and_of_limits_used_up(line, lodge, night, monkeypatch):
    heard = []
    handler = lambda name: lambda facts: heard.append((name, facts))  # noqa: E731 (a table of one-liners)
    names = (LODGED, REPORTED, CLOCK_DUE)
    monkeypatch.setattr(bus, "_handlers", {name: (handler(name),) for name in names})
    report = lodge()
    lodge(now=night + 10 * MINUTE, form="written", incident=report.incident)
    actions.tell_due(by=SYSTEM, now=night + 70 * MINUTE)
    assert [name for name, _ in heard[:3]] == [LODGED, REPORTED, REPORTED]
    assert {facts["percent"] for name, facts in heard if name == CLOCK_DUE} == {50}
    assert heard[0][1]["report_id"] == report.pk

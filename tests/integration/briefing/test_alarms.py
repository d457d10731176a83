"""Alarms: each step fires exactly once, whoever is killed or works beside; drills say so; policies stay."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.integration.briefing.people import acting

from gongbao.briefing.dutydesk import actions, selectors, wall
from gongbao.briefing.dutydesk.actions import PlannedStep
from gongbao.briefing.dutydesk.models import Alarm, Call, Firing, Role, Seat, Shift, Trigger
from gongbao.briefing.incidents import actions as incidents
from gongbao.briefing.incidents import selectors as pressed
from gongbao.briefing.incidents.models import Clock, LogEntry
from gongbao.foundation.events.actor import system
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices import actions as notices
from gongbao.foundation.notices.models import Delivery

SYSTEM = system("test")
SECOND = timedelta(seconds=1)


def called(alarm):
    rows = Call.objects.filter(firing__alarm=alarm, volunteer=False).order_by("firing__number", "id")
    return [(call.firing.number, call.user.username) for call in rows.select_related("user", "firing")]


def lodged_alarm(report):
    return Alarm.objects.get(key=f"lodged:{report.incident_id}")


def strict(line, now, *steps):
    by = acting(line.chief)
    return actions.put_policy(
        desk=line.desk, trigger=Trigger.LODGED, name="试", percent=0, gravest_from=None, steps=steps, by=by, now=now
    )


def test_the_officer_then_the_substitute_then_the_leader(roster, lodge, night):
    alarm = lodged_alarm(lodge())
    assert called(alarm) == [(1, "bian")]
    assert actions.fire_due(by=SYSTEM, now=night + 179 * SECOND) == 0
    assert actions.fire_due(by=SYSTEM, now=night + 180 * SECOND) == 1
    assert actions.fire_due(by=SYSTEM, now=night + 180 * SECOND) == 0
    assert called(alarm) == [(1, "bian"), (2, "ji")]
    assert actions.fire_due(by=SYSTEM, now=night + 360 * SECOND) == 1
    assert called(alarm)[-1] == (3, "lead")
    assert actions.fire_due(by=SYSTEM, now=night + 9999 * SECOND) == 0
    alarm.refresh_from_db()
    assert (alarm.state, alarm.next_at) == ("open", None)


def test_an_answer_stops_it(line, roster, lodge, night):
    alarm = lodged_alarm(lodge())
    assert len(selectors.calls_waiting(line.editor)) == 1
    actions.answer(alarm_id=alarm.pk, user=line.editor, by=acting(line.editor), now=night + SECOND)
    assert actions.fire_due(by=SYSTEM, now=night + 9999 * SECOND) == 0
    assert selectors.calls_waiting(line.editor) == []
    with pytest.raises(Refusal, match="over"):
        actions.answer(alarm_id=alarm.pk, user=line.editor2, by=acting(line.editor2), now=night + 2 * SECOND)


def test_the_log_of_the_incident_tells_who_was_called_and_who_answered(line, roster, lodge, night):
    alarm = lodged_alarm(lodge())
    actions.fire_due(by=SYSTEM, now=night + 180 * SECOND)
    by = acting(line.chief)
    actions.answer(alarm_id=alarm.pk, user=line.chief, recorded_for=line.editor, by=by, now=night + 200 * SECOND)
    lines = LogEntry.objects.filter(incident=alarm.incident, kind="alarm").order_by("at", "id")
    said = [(one.words_zh.split("提醒，")[1], one.at - night) for one in lines]
    assert said == [
        (f"第1步呼叫值班员：{line.editor}", 0 * SECOND),
        (f"第2步呼叫备班：{line.editor2}", 180 * SECOND),
        (f"{line.editor}已应答（{line.chief}代记）", 200 * SECOND),
    ]
    assert {one.unit_id for one in lines} == {None}, "whom the desk calls is not told to the township"


def test_everybody_on_a_step_must_answer_where_the_policy_says_so(line, roster, lodge, night, leader):
    by = acting(line.chief)
    begins = night.replace(hour=0, minute=0)
    strict(line, night, PlannedStep(Role.OFFICER, 0, require_all=True), PlannedStep(Role.LEADER, 60))
    Seat(shift=Shift.objects.get(begins_at=begins), role=Role.OFFICER, place=2, user=line.chief).save(force_insert=True)
    alarm = lodged_alarm(lodge())
    actions.answer(alarm_id=alarm.pk, user=line.editor, by=acting(line.editor), now=night)
    alarm.refresh_from_db()
    assert alarm.state == "open", "one of two has answered"
    actions.answer(alarm_id=alarm.pk, user=line.editor2, by=acting(line.editor2), now=night)
    alarm.refresh_from_db()
    assert alarm.state == "open", "who was not called replaces nobody"
    assert actions.fire_due(by=SYSTEM, now=night + 60 * SECOND) == 1
    actions.answer(alarm_id=alarm.pk, user=line.editor, recorded_for=line.chief, by=by, now=night + 61 * SECOND)
    alarm.refresh_from_db()
    assert alarm.state == "answered"
    assert Call.objects.get(firing__alarm=alarm, user=line.chief).answered_by == str(line.chief)


def test_a_step_with_nobody_on_duty_gives_way_at_once(line, roster, lodge, night):
    later = night.replace(hour=9)
    alarm = lodged_alarm(lodge(now=later))
    assert called(alarm) == [(1, "zhang")]
    assert actions.fire_due(by=SYSTEM, now=later + 180 * SECOND) == 2, "no substitute and no leader by day"
    assert Firing.objects.filter(alarm=alarm).count() == 3


def test_the_same_event_raises_one_alarm(line, roster, lodge, night):
    report = lodge()
    facts = {
        "incident_id": report.incident_id,
        "unit_id": line.shimen.pk,
        "by": SYSTEM,
        "now": night,
    }
    assert actions.hear_lodged(facts) is None
    assert Alarm.objects.filter(incident=report.incident, clock=None).count() == 1
    assert called(lodged_alarm(report)) == [(1, "bian")]


def test_what_the_desk_itself_wrote_down_calls_nobody(line, roster, night):
    said = incidents.Said(title="滑坡", body="", place="石门镇")
    incidents.lodge(
        unit=line.desk,
        said=said,
        form="phone",
        kind="first",
        learned_at=night,
        by=acting(line.editor),
        now=night,
        about=incidents.About(hazard="geological"),
    )
    assert not Alarm.objects.exists()


def test_a_clock_running_out_calls_and_the_report_ends_it(line, roster, lodge, night):
    report = lodge(form="phone")
    clock = Clock.objects.get(incident=report.incident, unit=line.shimen, form="written", state="open")
    at = clock.due_at - (clock.due_at - clock.started_at) / 5
    incidents.tell_due(by=SYSTEM, now=at)
    alarm = Alarm.objects.get(key=f"clock:{clock.pk}:75")
    assert called(alarm) == [(2, "bian")], "nobody is on duty at the township: the desk is called at once"
    lodge(now=at + SECOND, incident=report.incident)
    alarm.refresh_from_db()
    assert alarm.state == "ended"


def test_an_open_alarm_keeps_the_policy_it_began_with(line, roster, lodge, night):
    alarm = lodged_alarm(lodge())
    strict(line, night, PlannedStep(Role.LEADER, 0))
    assert actions.fire_due(by=SYSTEM, now=night + 180 * SECOND) == 1
    assert called(alarm)[-1] == (2, "ji")
    assert called(lodged_alarm(lodge(now=night + SECOND, title="又一处"))) == [(1, "lead")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": ()},
        {"name": " "},
        {"percent": 80},
        {"trigger": "x"},
        {"gravest_from": 5},
        {"steps": (PlannedStep("boss", 0),)},
        {"steps": (PlannedStep(Role.OFFICER, -1),)},
        {"steps": (PlannedStep(Role.OFFICER, 0, kinds=("pigeon",)),)},
    ],
)
def test_a_policy_that_cannot_work_is_refused(line, roster, night, wrong):
    right = {
        "trigger": "lodged",
        "name": "试",
        "percent": 0,
        "gravest_from": None,
        "steps": (PlannedStep("officer", 0),),
    }
    with pytest.raises(Refusal, match=r"policy"):
        actions.put_policy(desk=line.desk, by=acting(line.chief), now=night, **right | wrong)


def reach(user, now):
    gateway = notices.open_gateway(kind="sms", name="短信", url="json://127.0.0.1:9/?:to={to}", by=SYSTEM, now=now)
    return notices.add_contact(gateway=gateway, address="13800000001", user=user, by=SYSTEM, now=now)


def test_a_drill_says_so_in_every_message(line, roster, lodge, night):
    reach(line.editor, night)
    report = lodge(drill=True)
    sent = Delivery.objects.get()
    assert sent.title.startswith("【演练】")
    assert sent.body.startswith("【演练】")
    assert sent.urgent
    assert all(row["drill"] for row in wall.rows(line.desk, night))
    assert lodged_alarm(report).drill


def test_the_wall_shows_a_message_that_did_not_go_out(line, roster, lodge, night):
    reach(line.editor, night)
    lodge()
    notices.take_due(now=night, most=5)
    notices.record_result(delivery_id=Delivery.objects.get().pk, reason="unreachable", by=SYSTEM, now=night)
    assert {row["alarm"]["failed"] for row in wall.rows(line.desk, night)} == {1}


@pytest.mark.django_db(transaction=True)
def test_many_workers_fire_each_step_once(line, roster, lodge, night):
    reach(line.editor2, night)
    alarms = [lodged_alarm(lodge(now=night + n * SECOND, title=f"第{n}处")) for n in range(12)]
    at = night + 300 * SECOND

    def work(_):
        try:
            return sum(actions.fire_due(by=SYSTEM, now=at) for _ in range(5))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 12
    for alarm in alarms:
        assert called(alarm) == [(1, "bian"), (2, "ji")]
    assert Delivery.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_step_leaves_it_for_the_next(line, roster, lodge, night, monkeypatch):
    reach(line.editor2, night)
    alarm = lodged_alarm(lodge())
    at = night + 200 * SECOND

    class KilledError(BaseException):
        pass

    def killed(*args, **kwargs):
        raise KilledError

    with monkeypatch.context() as patch:  # everything is written, the process ends before the commit
        patch.setattr("gongbao.briefing.dutydesk.actions.alarms.wall.show", killed)
        with pytest.raises(KilledError), transaction.atomic():
            actions.fire_due(by=SYSTEM, now=at)
    assert called(alarm) == [(1, "bian")]
    assert Delivery.objects.count() == 0
    assert actions.fire_due(by=SYSTEM, now=at) == 1
    assert called(alarm) == [(1, "bian"), (2, "ji")]
    assert Delivery.objects.count() == 1


def test_the_wall_is_bounded_in_queries(line, roster, lodge, night, django_assert_max_num_queries):
    for n in range(6):
        lodge(now=night + n * SECOND, title=f"第{n}处")
    with django_assert_max_num_queries(10):
        rows = wall.rows(line.desk, night)
    assert len(rows) >= 6
    assert [row["due"] for row in rows if row["due"]] == sorted(row["due"] for row in rows if row["due"])
    own = wall.rows(line.shimen, night)
    assert {row["unit"] for row in own} == {"石门镇"}
    assert wall.rows(line.songping, night) == []


def test_what_is_long_over_hides_nothing_that_can_still_be_met(line, lodge, night, monkeypatch):
    for n in range(4):
        lodge(now=night + n * SECOND, title=f"第{n}处")
    later = night + timedelta(days=400)
    last = lodge(now=later, title="刚发生的")
    found = pressed.pressing(later, desk=line.desk, drill=False, limit=2)
    assert {one.incident.title for one in found.ahead} == {"刚发生的"}
    assert [one.due_at for one in found.over] == sorted((one.due_at for one in found.over), reverse=True)
    every = pressed.open_clocks(later, desk=line.desk)
    assert (len(found.over), found.more) == (2, len([one for one in every if one.due_at <= later]) - 2)
    assert pressed.pressing(later, desk=line.desk, drill=True, limit=2) == ([], [], 0)
    assert {one.unit for one in pressed.open_clocks(later, unit=line.shimen)} == {line.shimen}
    monkeypatch.setattr("gongbao.briefing.dutydesk.wall.MOST", 3)
    shown = wall.rows(line.desk, later)
    assert str(last.incident_id) in {row["incident"] for row in shown}

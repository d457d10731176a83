"""From a headline to a question, and from its four answers to what is settled."""

from datetime import timedelta

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.incidents.actions import Said
from gongbao.briefing.incidents.models import Incident, Report
from gongbao.briefing.signals import actions, selectors
from gongbao.briefing.signals.models import Cluster, DayCount, Signal, Task
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice


def only():
    return Cluster.objects.get()


def ask(watch, now, **kw):
    return actions.ask(cluster_id=only().pk, unit=watch.shimen, by=acting(watch.editor), now=now, **kw)


def test_what_is_kept_and_what_is_put_together(told, local, watch, now):
    told(
        "青岚县石门镇茶园发生滑坡 12人被困",
        "石门镇茶园突发山体滑坡",
        "石门镇茶园突发山体滑坡 _青岚网",  # the same text
        "松坪镇一民房起火",
        "长云县一民房起火",  # a neighbour's
        "日本发生地震",
        "青岚茶叶节开幕",
        "一工厂污水直排河道",  # whose?
    )
    told("一工厂污水直排河道", of=local)  # the county's own source
    titles = {cluster.title: cluster for cluster in Cluster.objects.all()}
    assert set(titles) == {"青岚县石门镇茶园发生滑坡 12人被困", "松坪镇一民房起火", "一工厂污水直排河道"}
    slide = titles["青岚县石门镇茶园发生滑坡 12人被困"]
    assert (slide.size, slide.trapped, slide.division, slide.state) == (3, 12, "999101004", "new")
    assert Signal.objects.filter(double_of__isnull=False).count() == 1
    before = Signal.objects.count()
    told("松坪镇一民房起火")
    assert Signal.objects.count() == before  # the same entry again is nothing new
    told("松坪镇火灾", at=now, hours=-24 * 30)
    assert Signal.objects.count() == before  # an archive is no signal


def test_a_report_that_is_there_is_found_and_one_that_comes_is_heard(told, report, watch, now):
    first = report("石门镇茶园滑坡首报", place="石门镇茶园")
    told("青岚县石门镇茶园滑坡 12人被困", "松坪镇一民房起火")
    slide, fire = Cluster.objects.get(kind="geological"), Cluster.objects.get(kind="fire")
    assert (slide.state, slide.incident_id) == ("matched", first.incident_id)
    assert fire.state == "new"
    report("松坪镇一民房起火", place="松坪镇老街", hazard="fire", unit=watch.songping, division="999101003")
    actions.hear_report(incident_id=Incident.objects.get(hazard="fire").pk, now=now)
    fire.refresh_from_db()
    assert fire.state == "matched"


def test_another_place_kind_or_time_is_not_a_match(told, report, watch, now):
    report("松坪镇滑坡", place="松坪镇", division="999101003", unit=watch.songping)
    report("石门镇一民房起火", hazard="fire")
    report("石门镇茶园滑坡", at=now - timedelta(days=4), unit=watch.shimen)
    told("石门镇茶园发生滑坡")
    assert only().state == "new"


def test_a_question_is_a_duty_with_its_own_clock(told, watch, now):
    told("石门镇茶园发生滑坡")
    actions.set_limit(desk=watch.desk, kind="", minutes=45, citation="县办通知", by=acting(watch.chief), now=now)
    actions.set_limit(
        desk=watch.desk, kind="geological", minutes=20, citation="县办通知", by=acting(watch.chief), now=now
    )
    task = ask(watch, now, words="茶园有人吗？")
    duty = Duty.objects.get(subject_id=str(task.pk))
    assert (duty.unit, duty.amount, duty.due_at, duty.state) == ("MIN", 20, now + timedelta(minutes=20), "open")
    assert Notice.objects.filter(party_id=watch.shimen.pk, kind="signals").exists()
    with pytest.raises(Refusal, match="asked-already"):
        ask(watch, now)
    late = now + timedelta(minutes=21)
    assert actions.remind_due(by=acting(watch.editor), now=late) == 1
    assert actions.remind_due(by=acting(watch.editor), now=late) == 0
    actions.answer(task_id=task.pk, kind="not", reason="是训练", by=acting(watch.officer), now=late)
    duty.refresh_from_db()
    assert duty.state == "late"
    assert only().state == "settled"
    with pytest.raises(Refusal, match="not-now"):
        actions.answer(task_id=task.pk, kind="not", reason="又答", by=acting(watch.officer), now=late)


def test_reported_now_lodges_and_answers_in_one(told, watch, now):
    told("石门镇茶园发生滑坡")
    task = ask(watch, now)
    said = Said(title="石门镇茶园滑坡", place="石门镇茶园", body="已转移12人，无人伤亡。")
    by = acting(watch.officer)
    done = actions.report_now(task_id=task.pk, said=said, hazard="geological", learned_at=None, by=by, now=now)
    assert done.incident == Incident.objects.get()
    assert done.incident.division == "999101004"
    assert (done.answer, only().state, only().incident) == ("reported", "settled", done.incident)
    with pytest.raises(Refusal):
        actions.report_now(task_id=task.pk, said=said, hazard="geological", learned_at=None, by=by, now=now)
    assert Report.objects.count() == 1  # a refused answer lodges nothing


def test_each_answer_needs_what_it_rests_on(told, report, watch, now):
    told("石门镇茶园发生滑坡")
    task, by = ask(watch, now), acting(watch.officer)
    for kind, code in (("already", "incident"), ("not", "reason"), ("rumour", "clarification"), ("maybe", "answer")):
        with pytest.raises(Refusal, match=code):
            actions.answer(task_id=task.pk, kind=kind, by=by, now=now)
    known = report("石门镇滑坡").incident
    actions.answer(task_id=task.pk, kind="already", incident=known, by=by, now=now)
    assert Task.objects.get().incident == known


def test_a_rumour_becomes_a_manuscript_of_facts(told, watch, now):
    told("石门镇水库溃坝")
    task = ask(watch, now)
    words = "水库大坝完好，今天开闸放水是正常调度。"
    actions.answer(task_id=task.pk, kind="rumour", clarification=words, by=acting(watch.officer), now=now)
    done = actions.write_clarification(task_id=task.pk, editor=watch.editor, by=acting(watch.editor), now=now)
    assert words in done.manuscript.body
    with pytest.raises(Refusal, match="clarified"):
        actions.write_clarification(task_id=task.pk, editor=watch.editor, by=acting(watch.editor), now=now)


def test_a_person_decides_and_no_machine_changes_it(told, report, watch, now):
    told("石门镇茶园发生滑坡")
    by = acting(watch.editor)
    with pytest.raises(Refusal, match="reason"):
        actions.set_aside(cluster_id=only().pk, reason=" ", turn=None, by=by, now=now)
    actions.set_aside(cluster_id=only().pk, reason="旧闻", turn=only().turn, by=by, now=now)
    made = report("石门镇茶园滑坡", place="石门镇茶园")
    actions.hear_report(incident_id=made.incident_id, now=now)
    assert only().state == "aside"
    with pytest.raises(Refusal, match="changed-meanwhile"):
        actions.look_again(cluster_id=only().pk, turn=1, by=by, now=now)
    actions.look_again(cluster_id=only().pk, turn=only().turn, by=by, now=now)
    actions.link(cluster_id=only().pk, incident=made.incident, turn=None, by=by, now=now)
    assert only().state == "matched"


def test_a_text_is_taken_out_and_both_are_counted_anew(told, watch, now):
    told("石门镇茶园滑坡 2人被困", "石门镇茶园山体滑坡")
    cluster = only()
    wrong = Signal.objects.get(title__contains="2人被困")
    actions.take_out(cluster_id=cluster.pk, signal_id=wrong.pk, turn=None, by=acting(watch.editor), now=now)
    sizes = sorted(Cluster.objects.values_list("size", "trapped"), key=str)
    assert sizes == [(1, 2), (1, None)]
    left = Signal.objects.get(title="石门镇茶园山体滑坡")
    with pytest.raises(Refusal):
        actions.take_out(cluster_id=left.cluster_id, signal_id=left.pk, turn=None, by=acting(watch.editor), now=now)


def test_automatic_asks_after_its_grace_and_never_about_a_drill(told, watch, now):
    told("石门镇茶园发生滑坡", "松坪镇开展山洪演练", "青岚县一民房起火")
    by = acting(watch.chief)
    actions.set_limit(
        desk=watch.desk, kind="", minutes=30, wait_minutes=10, automatic=True, citation="县办通知", by=by, now=now
    )
    assert actions.ask_due(by=by, now=now) == 0
    later = now + timedelta(minutes=10)
    assert actions.ask_due(by=by, now=later) == 1  # whose the county's fire is, the desk must say
    assert actions.ask_due(by=by, now=later) == 0
    assert Task.objects.get().unit == watch.shimen
    actions.drop(task_id=Task.objects.get().pk, by=by, now=later)
    assert Cluster.objects.get(kind="geological").state == "new"
    assert Duty.objects.get().state == "waived"


def test_hotline_counts_and_bursts(watch, now):
    by = acting(watch.chief)
    feed = actions.add_feed(desk=watch.desk, name="热线", kind="counts", by=by, now=now)
    weeks = "".join(f"{(now - timedelta(weeks=n)).date()},供水,石门镇,{n % 2}\n" for n in range(1, 9))
    data = f"日期,类别,乡镇,数量,来电人\n{weeks}{now.date()},供水,石门镇,9,某人\n坏日子,供水,石门镇,3,\n".encode(
        "gb18030"
    )
    assert actions.take_file(feed=feed, data=data, by=by, now=now) == (9, [11])
    assert DayCount.objects.get(day=now.date()).division == "999101004"
    alarms = selectors.bursts(selectors.days(watch.desk, today=now.date()))
    assert [(one.kind, one.town, one.judged.seen) for one in alarms] == [
        ("hotline:供水", "", 9),
        ("hotline:供水", "999101004", 9),
    ]
    assert selectors.town_names(watch.desk)["999101004"] == "石门镇"
    assert actions.take_file(feed=feed, data=data, by=by, now=now) == (9, [11])  # the same again replaces
    assert DayCount.objects.count() == 9
    for wrong, code in (
        (b"\x00\x01", "CSV"),
        ("日期,数量\n".encode(), "类别"),
        ("日期,类别,数量\n".encode(), "没有能读"),
    ):
        with pytest.raises(Refusal, match="file") as refused:
            actions.take_file(feed=feed, data=wrong, by=by, now=now)
        assert code in refused.value.words()


def test_an_incident_list_of_the_fire_service(watch, now):
    by = acting(watch.chief)
    feed = actions.add_feed(desk=watch.desk, name="消防", kind="incidents", division="999101", by=by, now=now)
    data = (
        f"编号,警情类型,地点,接警时间,报警人\n1,火灾,石门镇老街,{now:%Y-%m-%d %H:%M},某人\n2,救猫,石门镇,,\n".encode()
    )
    assert actions.take_file(feed=feed, data=data, by=by, now=now) == (1, [])
    assert only().kind == "fire"
    assert "某人" not in str(Signal.objects.values())

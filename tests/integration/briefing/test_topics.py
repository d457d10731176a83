"""Key points and commissions: asked of units, answered by items, reminded, ended, seen in one matrix."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.integration.briefing.people import acting

from gongbao.briefing.assessment import actions as assessment
from gongbao.briefing.assessment import facts
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.items.actions import Draft, begin_item, lodge, recall
from gongbao.briefing.items.models import Item
from gongbao.briefing.topics import actions, selectors
from gongbao.briefing.topics.actions import CommissionDraft, PointDraft
from gongbao.briefing.topics.coverage import coverage, for_assessment
from gongbao.briefing.topics.models import Answer, Asked, Call, CallStep, Commission, PointList
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import CHINA
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice

JUNE = 202606
AFTER = datetime(2026, 7, 2, 9, tzinfo=CHINA)


@pytest.fixture
def published(line, now):
    """Two points until 30 June: the first asks everybody, the second 石门镇."""
    by, then = acting(line.editor), now - timedelta(days=10)
    made = actions.make_list(
        desk=line.desk, title="6月要点", words="", from_on=date(2026, 6, 1), until_on=date(2026, 6, 30), by=by, now=then
    )
    actions.put_point(list_id=made.pk, draft=PointDraft("夏茶产销", everybody=True), by=by, now=then)
    actions.put_point(list_id=made.pk, draft=PointDraft("防汛准备", angle="hard", units=[line.shimen]), by=by, now=then)
    return actions.publish(list_id=made.pk, by=by, now=then)


@pytest.fixture
def rule(line, now):
    return actions.make_reminder_rule(
        desk=line.desk, title="一般", before="24, 2", after_hours=24, after_most=2, by=acting(line.chief), now=now
    )


@pytest.fixture
def commission(line, rule, now):
    def make(units=None, due=now + timedelta(hours=30), **given):
        draft = {
            "title": "茶园防灾",
            "words": "写清三件事",
            "type": "experience",
            "contact": "信息科 0000",
            "due_at": due,
            "rule": rule.pk,
            "length": 800,
            "units": units or [line.shimen, line.songping],
        }
        return actions.issue(desk=line.desk, draft=CommissionDraft(**(draft | given)), by=acting(line.editor), now=now)

    return make


def answer(line, now, *, calls=(), points=(), title="石门镇茶园防灾三法", unit=None, author=None, go=True):
    author = author or line.officer
    by = acting(author)
    item = begin_item(
        unit=unit or line.shimen, author=author, draft=Draft(title=title, body="已办三件。"), by=by, now=now
    )
    actions.link_item(item_id=item.pk, points=points, calls=calls, by=by, now=now)
    return lodge(item_id=item.pk, turn=item.turn, by=by, now=now) if go else item


def duty(call):
    return Duty.objects.get(kind="commission", subject_id=str(call.pk))


def test_points_are_numbered_asked_and_told(line, published):
    first, second = published.points.order_by("number")
    assert {one.unit_id for one in first.asked.all()} == {line.shimen.pk, line.songping.pk}
    assert [one.unit_id for one in second.asked.all()] == [line.shimen.pk]
    told = Notice.objects.get(kind="points.published", party_id=line.shimen.pk)
    assert "报 2 条" in told.body_zh


def test_who_answered_a_point_is_counted_by_unit_whoever_else_was_asked(line, published, now):
    first = published.points.get(number=1)
    for title in ("一", "二"):
        answer(line, now, points=[first.pk], title=f"石门镇茶园防灾{title}法")
    answer(line, now, points=[first.pk], unit=line.songping, author=line.other, go=False)
    said = first.asked.get(unit=line.songping)
    actions.say_nothing(asked_id=said.pk, words="", by=acting(line.other), now=now)
    found = [(one.asked, one.nothing, one.answered) for one in selectors.points(published)]
    assert found == [(2, 1, 1), (1, 0, 0)]


def test_a_published_list_does_not_change_and_an_empty_one_is_not_published(line, published, now):
    by = acting(line.editor)
    with pytest.raises(Refusal, match=r"not-now"):
        actions.put_point(list_id=published.pk, draft=PointDraft("再加", everybody=True), by=by, now=now)
    empty = actions.make_list(
        desk=line.desk, title="空", words="", from_on=date(2026, 7, 1), until_on=date(2026, 7, 2), by=by, now=now
    )
    with pytest.raises(Refusal, match=r"no-points"):
        actions.publish(list_id=empty.pk, by=by, now=now)
    actions.put_point(list_id=empty.pk, draft=PointDraft("谁", bands=["没有这一类"]), by=by, now=now)
    with pytest.raises(Refusal, match=r"nobody"):
        actions.publish(list_id=empty.pk, by=by, now=now)
    with pytest.raises(Refusal, match=r"period"):
        actions.change_list(
            list_id=empty.pk, title="空", words="", from_on=date(2026, 7, 2), until_on=date(2026, 7, 1), by=by, now=now
        )


def test_dropping_a_point_moves_the_others_up(line, now):
    by = acting(line.editor)
    made = actions.make_list(
        desk=line.desk, title="七月", words="", from_on=date(2026, 7, 1), until_on=date(2026, 7, 31), by=by, now=now
    )
    points = [
        actions.put_point(list_id=made.pk, draft=PointDraft(title, everybody=True), by=by, now=now)
        for title in "甲乙丙"
    ]
    actions.drop_point(list_id=made.pk, point_id=points[1].pk, by=by, now=now)
    assert list(made.points.order_by("number").values_list("number", "title")) == [(1, "甲"), (2, "丙")]


def test_an_item_answers_only_what_its_unit_is_asked(line, published, commission, now):
    only_shimen = published.points.get(number=2)
    call = commission(units=[line.shimen]).calls.get()
    item = answer(
        line, now, points=[only_shimen.pk], calls=[call.pk], unit=line.songping, author=line.other, title="松坪镇的"
    )
    assert not Answer.objects.filter(item=item).exists()


def test_from_the_commission_to_the_accepted_item(line, commission, now):
    made = commission()
    call = made.calls.get(unit=line.shimen)
    assert (duty(call).due_at, duty(call).state) == (made.due_at, "open")
    item = answer(line, now + timedelta(hours=1), calls=[call.pk])
    call.refresh_from_db()
    assert (call.state, duty(call).state) == ("submitted", "open")
    by, late = acting(line.editor), now + timedelta(days=9)
    desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=late)
    manuscript = desk.join_items(desk=line.desk, items=[item.pk], editor=line.editor, by=by, now=late)
    desk.adopt(manuscript_id=manuscript.pk, use="own", by=by, now=late)
    call.refresh_from_db()
    assert call.state == "accepted"
    assert duty(call).state == "discharged"  # lodged in time, though the desk took nine days
    assert duty(call).closed_at == call.submitted_at


def test_what_is_lodged_late_is_late_however_soon_it_is_accepted(line, commission, now):
    call = commission(units=[line.shimen]).calls.get()
    later = now + timedelta(hours=31)
    answer(line, later, calls=[call.pk])
    actions.accept(call_id=call.pk, by=acting(line.editor), now=later)
    assert duty(call).state == "late"
    assert actions.accept(call_id=call.pk, by=acting(line.editor), now=later).state == "accepted"  # twice: nothing new


def test_an_item_that_comes_back_is_owed_again(line, commission, now):
    call = commission(units=[line.shimen]).calls.get()
    item = answer(line, now, calls=[call.pk])
    recall(item_id=item.pk, turn=None, words="写错了", by=acting(line.officer), now=now)
    call.refresh_from_db()
    assert (call.state, call.submitted_at) == ("open", None)
    with pytest.raises(Refusal, match=r"nothing-to-accept"):
        actions.accept(call_id=call.pk, by=acting(line.editor), now=now)


def test_declining_for_a_listed_reason_and_being_asked_again(line, commission, now):
    call = commission(units=[line.shimen]).calls.get()
    by = acting(line.officer)
    with pytest.raises(Refusal, match=r"reason"):
        actions.decline(call_id=call.pk, reason="忙", words="", by=by, now=now)
    actions.decline(call_id=call.pk, reason="none", words="没有茶园", by=by, now=now)
    assert duty(call).state == "waived"
    assert Notice.objects.filter(kind="commission", party_id=line.desk.pk, title_zh__contains="辞约").exists()
    due = now + timedelta(days=3)
    actions.insist(call_id=call.pk, words="写防汛也可以", due_at=due, by=acting(line.editor), now=now)
    call.refresh_from_db()
    assert (call.state, call.reason_id, duty(call).state, duty(call).due_at) == ("open", None, "open", due)


def test_more_time_is_asked_and_answered_once(line, commission, now):
    call = commission(units=[line.shimen]).calls.get()
    by, later = acting(line.officer), call.due_at + timedelta(days=2)
    with pytest.raises(Refusal, match=r"due"):
        actions.ask_time(call_id=call.pk, words="雨天", due_at=call.due_at, by=by, now=now)
    actions.ask_time(call_id=call.pk, words="雨天", due_at=later, by=by, now=now)
    with pytest.raises(Refusal, match=r"words"):
        actions.answer_time(call_id=call.pk, grant=False, words="", by=acting(line.editor), now=now)
    actions.answer_time(call_id=call.pk, grant=True, words="", by=acting(line.editor), now=now)
    assert duty(call).due_at == later
    with pytest.raises(Refusal, match=r"not-now"):
        actions.answer_time(call_id=call.pk, grant=True, words="", by=acting(line.editor), now=now)


def test_reminders_follow_the_rule_the_commission_began_with(line, rule, commission, now):
    made = commission(units=[line.shimen])
    actions.retire_reminder_rule(desk=line.desk, rule_id=rule.pk, by=acting(line.chief), now=now)
    by, due = acting(line.editor), made.due_at
    moments = [now, due - timedelta(hours=24), due - timedelta(hours=23), due - timedelta(hours=1), due, due]
    assert [actions.remind(by=by, now=when) for when in moments] == [0, 1, 0, 1, 1, 0]
    assert actions.remind(by=by, now=due + timedelta(days=9)) == 0
    assert CallStep.objects.filter(kind="reminded").count() == 3


def test_withdrawal_ends_what_is_open_and_tells_why(line, commission, now):
    made = commission()
    call = made.calls.get(unit=line.shimen)
    answer(line, now, calls=[call.pk])
    actions.accept(call_id=call.pk, by=acting(line.editor), now=now)
    with pytest.raises(Refusal, match=r"why"):
        actions.withdraw(commission_id=made.pk, why=" ", by=acting(line.editor), now=now)
    actions.withdraw(commission_id=made.pk, why="会议改期", by=acting(line.editor), now=now)
    assert dict(made.calls.values_list("unit_id", "state")) == {
        line.shimen.pk: "accepted",
        line.songping.pk: "withdrawn",
    }
    assert duty(made.calls.get(unit=line.songping)).state == "waived"
    assert Notice.objects.get(title_zh__startswith="撤回约稿").party_id == line.songping.pk


def test_coverage_tells_answers_nothing_silence_and_lateness_apart(line, published, commission, now):
    first, second = published.points.order_by("number")
    commission(units=[line.shimen], due=now + timedelta(hours=4))
    answer(line, now, points=[first.pk])
    answer(line, now, points=[first.pk], title="石门镇又一条")
    said = second.asked.get()
    actions.say_nothing(asked_id=said.pk, words="", by=acting(line.officer), now=now)
    whole = coverage(line.desk, JUNE, AFTER)
    lines = {one.unit.short: one for one in whole.lines}
    shimen, songping = lines["石门镇"], lines["松坪镇"]
    assert [(cell.state, cell.count, cell.late) for cell in (shimen.cells[first.pk], shimen.cells[second.pk])] == [
        ("answered", 2, False),
        ("nothing", 0, False),
    ]
    assert (shimen.asked, shimen.answered, shimen.late) == (3, 2, 1)  # the commission is missing, and late
    assert [one.unit.short for one in whole.silent] == ["松坪镇"]
    assert songping.cells[first.pk].state == "missing"
    assert whole.shares[first.pk] == (1, 2)
    assert songping.cells.keys() == {first.pk}
    early = {one.unit.short: one for one in coverage(line.desk, JUNE, now).lines}
    assert early["松坪镇"].cells[first.pk].state == "waiting"


def test_assessment_reads_what_was_missed_and_done(line, published, commission, now):
    call = commission(units=[line.shimen]).calls.get()
    answer(line, now, calls=[call.pk], points=[published.points.get(number=1).pk])
    actions.accept(call_id=call.pk, by=acting(line.editor), now=now)
    assert [(one.unit_id, one.kind) for one in for_assessment(line.desk, JUNE, now)] == [(line.shimen.pk, "commission")]
    kept = {(one.unit_id, one.kind) for one in for_assessment(line.desk, JUNE, AFTER)}
    assert kept == {
        (line.shimen.pk, "commission"),
        (line.shimen.pk, "topic-missed"),
        (line.songping.pk, "topic-missed"),
    }
    rows = [assessment.RuleDraft("commission", 2), assessment.RuleDraft("topic-missed", -1)]
    rules = assessment.make_rules(
        desk=line.desk, title="办法", from_month=JUNE, rows=rows, by=acting(line.editor), now=now
    )
    assessment.approve_rules(rules_id=rules.pk, by=acting(line.chief), now=now)
    totals = {unit.short: one.total for unit, one in facts.scores(line.desk, JUNE, rules, AFTER)}
    assert totals == {"石门镇": 1, "松坪镇": -1}
    brief = facts.scores(line.desk, JUNE, rules, AFTER, brief=True)
    assert {unit.short: one.total for unit, one in brief} == totals
    period = assessment.open_period(desk=line.desk, month=JUNE, by=acting(line.editor), now=AFTER)
    made = assessment.write_circular(period=period, editor=line.editor, by=acting(line.editor), now=AFTER)
    assert "报送要点应报3项次，已报1/3" in made.body
    assert "约稿应报" not in made.body.split("报送要点", maxsplit=1)[0]


def test_the_database_refuses_an_answer_to_nothing(line, lodged, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(item=lodged(), at=now, by="x")


def test_the_pages_from_the_desk_to_the_township_and_back(client, line, rule, now):
    client.force_login(line.editor)
    made = client.post(
        "/topics/new/", {"title": "七月要点", "from_on": "2020-01-01", "until_on": "2099-12-31"}, follow=True
    )
    found = PointList.objects.get()
    assert "还没有要点" in made.content.decode()
    client.post(
        f"/topics/{found.pk}/act/",
        {"do": "put", "title": "夏茶产销", "words": "价格、数量", "angle": "focus", "everybody": "1"},
    )
    assert "已发布" in client.post(f"/topics/{found.pk}/act/", {"do": "publish"}, follow=True).content.decode()
    missing = client.post("/topics/commissions/new/", {"title": "茶园防灾"})
    assert missing.status_code == 422
    given = {
        "title": "茶园防灾",
        "words": "写清三件事",
        "type": "experience",
        "contact": "信息科",
        "due_at": "2099-07-01T18:00",
        "rule": str(rule.pk),
        "units": str(line.shimen.pk),
    }
    assert "茶园防灾" in client.post("/topics/commissions/new/", given, follow=True).content.decode()
    call = Call.objects.get()
    client.force_login(line.officer)
    home = client.get("/report/").content.decode()
    assert "茶园防灾" in home
    assert "夏茶产销" in home
    form = client.get(f"/report/new/?answers=call:{call.pk}&type=experience").content.decode()
    assert f'value="call:{call.pk}" checked' in form
    point = found.points.get()
    client.post(
        "/report/new/",
        {
            "title": "石门镇茶园防灾三法",
            "body": "已办三件。",
            "type": "experience",
            "answers-shown": "1",
            "answers": [f"call:{call.pk}", f"point:{point.pk}", "point:x", "else:1"],
            "go": "lodge",
        },
    )
    item = Item.objects.get()
    assert Answer.objects.filter(item=item).count() == 2
    assert "应约：茶园防灾" in client.get(f"/report/items/{item.pk}/").content.decode()
    assert "已报 1 条" in client.get("/report/topics/").content.decode()
    client.force_login(line.editor)
    assert "应约：茶园防灾" in client.get(f"/desk/items/{item.pk}/").content.decode()
    one = Commission.objects.get()
    page = client.get(f"/topics/commissions/{one.pk}/").content.decode()
    assert "收下" in page
    done = client.post(f"/topics/commissions/{one.pk}/act/", {"do": "accept", "call": str(call.pk)}, follow=True)
    assert "约稿完成" in done.content.decode()
    assert "夏茶产销" in client.get("/topics/coverage/?month=209912").content.decode()
    assert client.get("/topics/coverage/workbook/?month=209912").content[:2] == b"PK"
    assert "茶园防灾" not in client.get("/topics/commissions/").content.decode()
    assert "茶园防灾" in client.get("/topics/commissions/?box=all").content.decode()


def test_a_unit_says_nothing_asks_time_and_declines_only_for_itself(client, line, published, commission, now):
    call = commission(units=[line.shimen], due=datetime(2099, 7, 1, tzinfo=CHINA)).calls.get()
    said = Asked.objects.get(unit=line.songping)
    client.force_login(line.officer)
    assert client.post(f"/report/topics/{said.pk}/nothing/").status_code == 404
    client.force_login(line.other)
    assert client.get(f"/report/commissions/{call.pk}/").status_code == 404
    assert client.post(f"/report/commissions/{call.pk}/act/", {"do": "decline", "reason": "none"}).status_code == 404
    client.post(f"/report/topics/{said.pk}/nothing/")
    said.refresh_from_db()
    assert said.nothing_by
    client.force_login(line.officer)
    wrong = client.post(f"/report/commissions/{call.pk}/act/", {"do": "ask-time", "words": "雨天", "due_at": "x"})
    assert wrong.status_code == 422
    assert "雨天" in wrong.content.decode()
    client.post(
        f"/report/commissions/{call.pk}/act/", {"do": "ask-time", "words": "雨天", "due_at": "2099-07-03T09:00"}
    )
    assert "已申请延期到" in client.get(f"/report/commissions/{call.pk}/").content.decode()
    client.post(f"/report/commissions/{call.pk}/act/", {"do": "decline", "reason": "none", "words": ""})
    client.force_login(line.editor)
    assert "本单位没有这方面情况" in client.get(f"/topics/commissions/{call.commission_id}/").content.decode()
    client.force_login(line.chief)
    assert "提前 24、2 小时" in client.get("/topics/reminders/").content.decode()
    bad = client.post("/topics/reminders/", {"do": "make", "title": "急", "before": "明天"})
    assert bad.status_code == 422
    client.post("/topics/reminders/", {"do": "make", "title": "急", "before": "2", "after": "", "most": ""})
    assert "急" in client.get("/topics/commissions/new/").content.decode()
    client.force_login(line.editor)
    assert client.get("/topics/reminders/").status_code == 403


def test_pages_ask_as_often_for_many_units_as_for_one(client, line, published, commission, now):
    first = commission(units=[line.shimen])
    client.force_login(line.editor)

    def asked(path):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = [
        "/topics/",
        "/topics/commissions/?box=all",
        f"/topics/commissions/{first.pk}/",
        "/topics/coverage/?month=202606",
    ]
    asked(paths[0])  # the first page of a session writes that session down
    few = [asked(path) for path in paths]
    assert max(few) <= 12
    for number in range(3):
        made = commission(title=f"再约{number}")
        answer(
            line,
            now,
            calls=[made.calls.get(unit=line.shimen).pk],
            points=[published.points.get(number=1).pk],
            title=f"石门镇第{number}条",
        )
    second = Unit.objects.get(pk=line.songping.pk)
    Call.objects.create(commission=first, unit=second, due_at=first.due_at)
    assert [asked(path) for path in paths] == few

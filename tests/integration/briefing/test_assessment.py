"""A month from its facts to fixed points that a unit could argue with."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.assessment import actions, facts, selectors
from gongbao.briefing.assessment.models import Adjustment, Counting, Period, Point, RuleSet
from gongbao.briefing.bulletins import actions as bulletins
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.desk.models import Adoption
from gongbao.briefing.exchange import actions as exchange
from gongbao.briefing.instructions import actions as instructions
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice

MONTH = 202606


@pytest.fixture
def rules(line, now):
    made = actions.make_rules(
        desk=line.desk, title="计分办法", from_month=MONTH, rows=actions.STARTING, by=acting(line.editor), now=now
    )
    return actions.approve_rules(rules_id=made.pk, by=acting(line.chief), now=now)


def totals(whose, rules, now):
    """Every unit's points; the same whether each event is read or only how many there are of a kind."""
    found, brief = (
        {unit.short: (one.total, one.lodged) for unit, one in facts.scores(whose, MONTH, rules, now, brief=brief)}
        for brief in (False, True)
    )
    assert brief == found
    return {short: points for short, (points, _) in found.items()}


@pytest.mark.parametrize("counting", Counting.values)
def test_sums_are_those_of_the_lines_whatever_counts(line, rules, adopted, lodged, make_issue, now, counting):
    """Two items shared in one text, adopted two ways, printed and instructed; above adopted, instructed, sent back."""
    by = acting(line.editor)
    items = [lodged(title="石门镇滑坡"), lodged(title="松坪镇来信", unit=line.songping, author=line.other)]
    for item in items:
        desk.claim(item_id=item.pk, editor=line.editor, turn=None, by=by, now=now)
    text = desk.join_items(desk=line.desk, items=[one.pk for one in items], editor=line.editor, by=by, now=now)
    for use in ("upward", "own"):
        desk.adopt(manuscript_id=text.pk, use=use, by=by, now=now)
    withdrawn = Adoption.objects.get(manuscript=adopted("石门镇办事窗口", use="special"))
    desk.withdraw_adoption(adoption_id=withdrawn.pk, why="重复", by=by, now=now)
    issue = bulletins.sign(issue_id=make_issue([text]).pk, by=acting(line.chief), now=now)
    instructions.give(entry=issue.entries.get(), leader=line.chief, words="请核实。", by=acting(line.chief), now=now)
    sent = exchange.send_up(manuscript=text, peer=None, to="市信息科", signed_off_by="章", by=by, now=now)
    came = [
        ("adopted", "city"),
        ("adopted", "county"),
        ("adopted", "province"),
        ("instructed", "city"),
        ("kept", "city"),
    ]
    for what, tier in came:
        exchange.record_outcome(sent=sent, came=what, tier=tier, on=None, leader="某领导", by=by, now=now)
    RuleSet.objects.filter(pk=rules.pk).update(counting=counting)
    rules.refresh_from_db()
    half = {"each": 1 + (5 + 10 + 20 + 20 + 50 + 40) / 2, "highest": 1 + (50 + 20 + 40) / 2}[counting]
    assert totals(line.desk, rules, now) == {"石门镇": half + 1, "松坪镇": half}


def test_who_made_the_rules_does_not_approve_them(line, now):
    made = actions.make_rules(
        desk=line.desk, title="办法", from_month=MONTH, rows=actions.STARTING, by=acting(line.chief), now=now
    )
    with pytest.raises(Refusal, match=r"second-person"):
        actions.approve_rules(rules_id=made.pk, by=acting(line.chief), now=now)


def test_points_follow_lodging_adoption_and_another_version_is_only_what_if(line, rules, adopted, lodged, now):
    adopted("石门镇滑坡")
    lodged(title="松坪镇来信", unit=line.songping, author=line.other)
    assert totals(line.desk, rules, now) == {"石门镇": Decimal(6), "松坪镇": Decimal(1)}
    other = actions.make_rules(
        desk=line.desk,
        title="只计采用",
        from_month=202701,
        rows=[actions.RuleDraft("own", Decimal(8))],
        by=acting(line.editor),
        now=now,
        counting=Counting.HIGHEST,
    )
    assert totals(line.desk, other, now) == {"石门镇": Decimal(8), "松坪镇": Decimal(0)}
    assert totals(line.desk, rules, now)["石门镇"] == 6


def test_a_cap_and_a_monthly_base_count_items_however_they_are_read(line, lodged, now):
    for n in range(5):
        lodged(title=f"石门镇来信{n}")
    lodged(title="松坪镇来信", unit=line.songping, author=line.other)
    rows = [
        actions.RuleDraft("lodged", Decimal("0.5"), cap=Decimal(2)),
        actions.RuleDraft("shortfall", Decimal(-1), base=3),
    ]
    made = actions.make_rules(
        desk=line.desk, title="封顶、基数", from_month=MONTH, rows=rows, by=acting(line.editor), now=now
    )
    assert totals(line.desk, made, now) == {"石门镇": 2, "松坪镇": Decimal("0.5")}
    over = now + timedelta(days=40)
    assert totals(line.desk, made, over) == {"石门镇": 2, "松坪镇": Decimal("-1.5")}


def test_a_month_is_fixed_after_comments_are_answered(client, line, rules, adopted, now):
    adopted("石门镇滑坡")
    by, chief = acting(line.editor), acting(line.chief)
    period = actions.open_period(desk=line.desk, month=MONTH, by=by, now=now)
    until = (now + timedelta(days=5)).date()
    with pytest.raises(Refusal, match=r"time-to-comment"):
        actions.freeze(period_id=period.pk, by=chief, now=now)
    actions.circulate(period_id=period.pk, comment_until=until, by=chief, now=now)
    said = actions.appeal(period_id=period.pk, unit=line.songping, words="漏计一条", by=acting(line.other), now=now)
    added = actions.adjust(period=period, unit=line.songping, points=Decimal("2.5"), reason="漏计", by=by, now=now)
    with pytest.raises(Refusal, match=r"second-person"):
        actions.agree_adjustment(adjustment_id=added.pk, by=by, now=now)
    actions.agree_adjustment(adjustment_id=added.pk, by=chief, now=now)
    later = now + timedelta(days=10)
    with pytest.raises(Refusal, match=r"appeals-open"):
        actions.freeze(period_id=period.pk, by=chief, now=later)
    actions.answer_appeal(appeal_id=said.pk, answer="已补计。", by=by, now=later)
    actions.freeze(period_id=period.pk, by=chief, now=later)
    rows = Point.objects.filter(period=period).order_by("unit__short", "id")
    by_hand = [(one.points, one.words) for one in rows if one.rule_id is None]
    assert by_hand == [(Decimal("2.50"), "漏计")]
    assert sum(one.points for one in rows if one.unit_id == line.shimen.pk) == 6
    with pytest.raises(Refusal, match=r"frozen"):
        actions.adjust(period=period, unit=line.shimen, points=Decimal(1), reason="x", by=by, now=later)
    Adoption.objects.update(withdrawn_at=later, withdrawn_why="重复")  # what comes later changes a fixed month nowhere
    period.refresh_from_db()
    fixed = facts.month_scores(line.desk, MONTH, period, rules, later)
    assert {unit.short: one.total for unit, one in fixed} == {"石门镇": 6, "松坪镇": Decimal("2.5")}
    client.force_login(line.chief)
    page = client.get(f"/assessment/?month={MONTH}").content.decode()
    assert re.findall(r'data-label="得分"[^>]*>\s*([\d.]+)', page)[:2] == ["6", "2.5"]


def test_a_unit_alone_has_the_score_it_has_among_all(line, rules, adopted, lodged, now):
    adopted("石门镇滑坡")
    lodged(title="松坪镇来信", unit=line.songping, author=line.other)
    for unit, one in facts.scores(line.desk, MONTH, rules, now):
        assert facts.score_of(Unit.objects.get(pk=unit.pk), line.desk, MONTH, rules, now) == one


def test_an_open_month_follows_the_rules_in_force_and_a_circulated_one_its_own(line, rules, adopted, now):
    adopted("石门镇滑坡")
    by, chief = acting(line.editor), acting(line.chief)
    period = actions.open_period(desk=line.desk, month=MONTH, by=by, now=now)

    def newer():
        made = actions.make_rules(
            desk=line.desk,
            title="新办法",
            from_month=MONTH - 1,
            rows=[actions.RuleDraft("own", Decimal(8))],
            by=by,
            now=now,
        )
        return actions.approve_rules(rules_id=made.pk, by=chief, now=now)

    earlier = newer()
    assert selectors.rules_of(line.desk, MONTH, period) == rules
    RuleSet.objects.filter(pk=rules.pk).update(from_month=MONTH + 1)
    assert selectors.rules_of(line.desk, MONTH, period) == earlier
    until = (now + timedelta(days=5)).date()
    period = actions.circulate(period_id=period.pk, comment_until=until, by=chief, now=now)
    assert period.rules == earlier
    RuleSet.objects.filter(pk=rules.pk).update(from_month=MONTH)
    assert selectors.rules_of(line.desk, MONTH, period) == earlier


def test_silent_units_hear_in_private_once(line, lodged, now):
    lodged()
    by = acting(line.editor)
    assert actions.nudge_silent_units(desk=line.desk, month=MONTH, by=by, now=now) == 1
    assert actions.nudge_silent_units(desk=line.desk, month=MONTH, by=by, now=now) == 0
    assert Notice.objects.get(kind="assessment.nudge").party_id == line.songping.pk


def test_pages_of_the_month(client, line, rules, adopted, now):
    adopted("石门镇滑坡")
    client.force_login(line.chief)
    page = client.get(f"/assessment/?month={MONTH}").content.decode()
    assert "石门镇" in page
    assert "四个短板" in page
    assert not Period.objects.exists(), "looking at a month begins nothing"
    assert client.post("/assessment/act/", {"month": MONTH, "do": "circular"}).status_code == 404
    begun = client.post("/assessment/begin/", {"month": MONTH}, follow=True).content.decode()
    assert "本月考核已开始" in begun
    assert client.post("/assessment/begin/", {"month": "209901"}).status_code == 422
    assert Period.objects.get().month == MONTH
    one = client.get(f"/assessment/units/{line.shimen.pk}/?month={MONTH}").content.decode()
    assert "石门镇滑坡" in one
    assert "本级刊物采用 5 分" in one
    assert client.get(f"/assessment/scores.xlsx?month={MONTH}").content.startswith(b"PK")
    made = client.post("/assessment/act/", {"month": MONTH, "do": "circular"}, follow=True).content.decode()
    assert "2026年6月信息采用情况通报" in made
    assert "1/2个单位有信息被采用" in made
    assert client.get("/assessment/rules/").status_code == 200
    client.post("/assessment/act/", {"month": MONTH, "do": "circulate", "comment_until": "2099-01-01"})
    client.force_login(line.other)
    own = client.post("/report/score/", {"month": MONTH, "words": "少计一条"}, follow=True).content.decode()
    assert "等待答复" in own
    client.force_login(line.editor)
    assert "少计一条" in client.get(f"/assessment/?month={MONTH}").content.decode()


def test_what_waits_for_the_desk_comes_before_what_is_done(client, line, rules, adopted, now):
    adopted("石门镇滑坡")
    by, chief = acting(line.editor), acting(line.chief)
    period = actions.open_period(desk=line.desk, month=MONTH, by=by, now=now)
    given = [
        actions.adjust(period=period, unit=line.shimen, points=Decimal(n), reason=f"第{n}项", by=by, now=now)
        for n in (1, 2)
    ]
    actions.agree_adjustment(adjustment_id=given[0].pk, by=chief, now=now)
    actions.circulate(period_id=period.pk, comment_until=(now + timedelta(days=5)).date(), by=chief, now=now)
    asked = [
        actions.appeal(period_id=period.pk, unit=unit, words=words, by=by, now=now)
        for unit, words in ((line.shimen, "早的"), (line.songping, "晚的"))
    ]
    actions.answer_appeal(appeal_id=asked[0].pk, answer="已核", by=chief, now=now)
    client.force_login(line.editor)
    page = client.get(f"/assessment/?month={MONTH}").content.decode()
    assert "有 1 条意见等待答复" in page
    assert page.index("晚的") < page.index("已答复（1）") < page.index("早的")
    assert page.index("石门镇 2：第2项") < page.index("石门镇 1：第1项")


def test_of_many_units_one_is_named_by_its_short_name(client, line, rules, adopted, now, monkeypatch):
    adopted("石门镇滑坡")
    actions.open_period(desk=line.desk, month=MONTH, by=acting(line.editor), now=now)
    monkeypatch.setattr("gongbao.briefing.assessment.views.desk.MOST_TO_CHOOSE", 1)
    client.force_login(line.editor)
    assert "单位（写简称）" in client.get(f"/assessment/?month={MONTH}").content.decode()
    form = {"month": MONTH, "do": "adjust", "points": "1.5", "reason": "漏计"}
    assert client.post("/assessment/act/", form | {"unit": "没有这个镇"}).status_code == 422
    client.post("/assessment/act/", form | {"unit": "石门镇"})
    assert Adjustment.objects.get().unit == line.shimen

"""Figures from a file to explained lags: every wrong line by its number, corrections as versions, duties once."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.integration.briefing.people import acting
from tests.integration.briefing.targets_line import JUNE, book

from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.targets import actions, selectors
from gongbao.briefing.targets.actions import IndicatorDraft, ProblemDraft
from gongbao.briefing.targets.actions.importing import lines_of
from gongbao.briefing.targets.models import Batch, FirmFigure, Indicator, Lag, Problem, Value
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.models import Notice


def duty(lag):
    return Duty.objects.get(kind="target-lag", subject_id=str(lag.pk))


def test_every_wrong_line_is_named_and_the_right_ones_go_in(line, measured, imported):
    done = imported(
        [
            ["石门镇", "固定资产投资", JUNE, 10, 47, 8.5, 100],
            ["石门乡", "固定资产投资", JUNE, 1, 2, "", 10],
            ["松坪镇", "固定投资", JUNE, 1, 2, "", 10],
            ["松坪镇", "税收", 202612, 1, 2, "", 10],
            ["松坪镇", "税收", JUNE, "约三成", 2, "", 10],
            ["石门镇", "固定资产投资", JUNE, 10, 47, 8.5, 100],
            ["松坪镇", "固定资产投资", "六月", 1, 2, "", 10],
            ["松坪镇", "税收", JUNE, 1, "", "", 10],
            ["松坪镇", "固定资产投资", JUNE, 1, 40, "", -5],
        ]
    )
    assert (done.new, done.changed, done.wrong) == (1, 0, 8)
    assert [(one.unit, one.total, one.version) for one in Value.objects.select_related("unit")] == [
        (line.shimen, Decimal(47), 1)
    ]
    done.state = "checked"
    found = {one.line: [problem.zh for problem in one.problems] for one in lines_of(done, done.handed_at)}
    assert found[3] == ["没有“石门乡”这个报送单位。"]
    assert "没有“固定投资”这个指标。" in found[4]
    assert found[5] == ["这个月还没有到。"]
    assert found[6] == ["当月“约三成”不是数字。"]
    assert found[7] == ["和第 2 行重复。"]
    assert "六月" in found[8][0]
    assert "算不出来" in found[9][0]
    assert found[10] == ["年目标要大于 0。"]


def test_totals_and_targets_follow_from_last_month(line, measured, imported):
    imported([["石门镇", "税收", 202601, 5, "", "", 120], ["石门镇", "税收", 202602, 7, "", "", ""]])
    second = Value.objects.get(month=202602)
    assert (second.total, second.target) == (12, 120)
    imported([["石门镇", "税收", 202603, "", 20, "", ""]])
    assert Value.objects.get(month=202603).amount == 8


def test_a_changed_figure_needs_a_why_and_becomes_a_version(line, measured, imported, now):
    row = ["石门镇", "税收", JUNE, 10, 47, 8.5, 100]
    imported([row])
    with pytest.raises(Refusal, match=r"targets\.nothing"):
        imported([row])
    with pytest.raises(Refusal, match=r"targets\.why"):
        imported([["石门镇", "税收", JUNE, 10, 50, 8.5, 100]])
    imported([["石门镇", "税收", JUNE, 10, 50, 8.5, 100]], why="统计局核定")
    old, new = Value.objects.order_by("version")
    assert (old.total, old.current, new.total, new.current, new.why, new.version) == (
        47,
        False,
        50,
        True,
        "统计局核定",
        2,
    )
    how = {"indicator": measured["税收"], "unit": line.shimen, "month": JUNE, "by": acting(line.editor), "now": now}
    with pytest.raises(Refusal, match=r"not-now"):
        actions.correct(numbers={"total": Decimal(51)}, why="再核", version=1, **how)
    assert actions.correct(numbers={"total": Decimal(51)}, why="再核", version=2, **how).version == 3


def test_what_is_taken_twice_at_once_is_taken_once(line, measured, now):
    by = acting(line.editor)
    batch = actions.hand_in(
        desk=line.desk,
        kind="values",
        month=JUNE,
        stream=book([["石门镇", "税收", "", 1, 2, "", 10]]),
        name="a.xlsx",
        by=by,
        now=now,
    )
    assert Value.objects.count() == 0  # a check writes nothing
    actions.apply_batch(batch_id=batch.pk, why="", by=by, now=now)
    with pytest.raises(Refusal, match=r"not-now"):
        actions.apply_batch(batch_id=batch.pk, why="", by=by, now=now)
    with pytest.raises(Refusal, match=r"not-now"):
        actions.drop_batch(batch_id=batch.pk, by=by, now=now)


def test_the_database_keeps_one_version_in_force(line, measured, imported, now):
    imported([["石门镇", "税收", JUNE, 10, 47, 8.5, 100]])
    one = Value.objects.get()
    one.pk, one.version, one.why = None, 2, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.create(
            indicator=one.indicator, unit=one.unit, month=JUNE, version=2, why="x", total=1, made_at=now, made_by="x"
        )


def test_whoever_is_behind_explains_once_and_a_correction_settles(line, measured, imported, now):
    imported(
        [
            ["石门镇", "税收", JUNE, 10, 46, "", 100],
            ["松坪镇", "税收", JUNE, 10, 47, "", 100],
            ["石门镇", "固定资产投资", JUNE, 10, 30, "", 100],
        ]
    )
    by = acting(line.editor)
    assert actions.flag_lags(by=by, now=now) == 2
    assert actions.flag_lags(by=by, now=now + timedelta(days=1)) == 0
    lags = {one.indicator.name: one for one in Lag.objects.select_related("indicator")}
    tax = lags["税收"]
    assert (tax.unit, tax.share, tax.due_on) == (line.shimen, Decimal("0.46"), date(2026, 7, 4))
    assert duty(tax).state == "open"
    assert Notice.objects.filter(kind="targets.lag", party_id=line.shimen.pk).count() == 2
    officer = acting(line.officer)
    with pytest.raises(Refusal, match=r"words"):
        actions.explain(lag_id=tax.pk, cause="雨季停工", measures="", by=officer, now=now)
    actions.explain(lag_id=tax.pk, cause="雨季停工", measures="七月补两班", by=officer, now=now)
    assert duty(tax).state == "discharged"
    with pytest.raises(Refusal, match=r"not-now"):
        actions.explain(lag_id=tax.pk, cause="又", measures="又", by=officer, now=now)
    imported([["石门镇", "固定资产投资", JUNE, 10, 60, "", 100]], why="漏统一个项目")
    lags["固定资产投资"].refresh_from_db()
    assert (lags["固定资产投资"].state, duty(lags["固定资产投资"]).state) == ("settled", "waived")
    assert actions.flag_lags(by=by, now=now) == 0


def test_an_own_tolerance_and_a_later_rule_decide(line, measured, imported, now):
    by = acting(line.chief)
    draft = IndicatorDraft("能耗", "吨", direction="down", tolerance=Decimal(10))
    actions.make_indicator(desk=line.desk, draft=draft, by=by, now=now)
    actions.make_lag_rule(desk=line.desk, from_month=202606, tolerance=Decimal(20), days=9, by=by, now=now)
    imported(
        [
            ["石门镇", "税收", JUNE, 10, 31, "", 100],
            ["石门镇", "能耗", JUNE, 10, 61, "", 100],
            ["松坪镇", "能耗", JUNE, 10, 59, "", 100],
            ["石门镇", "税收", 202605, 10, 30, "", 100],
        ]
    )
    assert actions.flag_lags(by=by, now=now) == 2
    assert {(one.indicator.name, one.month) for one in Lag.objects.select_related("indicator")} == {
        ("能耗", JUNE),
        ("税收", 202605),
    }


def test_a_firms_figures_stay_inside(client, line, imported, now):
    heads = ["单位", "企业名称", "月份", "营业收入", "利润", "税收", "同比"]
    rows = [["石门镇", f"青岚虚构{number}厂", JUNE, 100 * number, 10, 5, 3] for number in (1, 2, 3)]
    imported([*rows, ["松坪镇", "松坪独一厂", JUNE, 777, 10, 5, 3]], kind="firms", heads=heads)
    assert FirmFigure.objects.count() == 4
    sums = {row["unit"]: row for row in selectors.firm_sums(line.desk, JUNE)}
    assert (sums["石门镇"]["revenue"], sums["松坪镇"]["revenue"]) == (600, None)
    imported([["石门镇", "税收", JUNE, 10, 46, "", 100]])
    made = actions.write_sheet(desk=line.desk, month=JUNE, editor=line.editor, by=acting(line.editor), now=now)
    assert "石门镇3户" in made.body
    assert "独一" not in made.body
    assert "777" not in made.body
    client.force_login(line.editor)
    assert "松坪独一厂" in client.get("/targets/firms/?month=202606").content.decode()
    client.force_login(line.officer)
    assert client.get("/targets/firms/?month=202606").status_code == 403


def test_problems_have_an_owner_and_an_end(client, line, now):
    draft = ProblemDraft(
        title="鲜叶冷藏车不够",
        unit=line.shimen,
        owner=line.songping,
        helper="分管农业的副县长",
        due_on=date(2026, 7, 20),
        firm="青岚虚构茶厂",
        kind="market",
    )
    with pytest.raises(Refusal, match=r"problem"):
        actions.open_problem(
            desk=line.desk, draft=ProblemDraft("x", line.shimen, None, "职务", None), by=acting(line.editor), now=now
        )
    made = actions.open_problem(desk=line.desk, draft=draft, by=acting(line.editor), now=now)
    owed = Duty.objects.get(kind="target-problem")
    assert (owed.party_id, owed.due_on) == (line.songping.pk, made.due_on)
    client.force_login(line.officer)  # where it is: may look, not answer
    assert "鲜叶冷藏车不够" in client.get(f"/targets/problems/{made.pk}/").content.decode()
    assert client.post(f"/targets/problems/{made.pk}/act/", {"do": "move", "words": "x"}).status_code == 403
    client.force_login(line.other)
    assert "鲜叶冷藏车不够" in client.get("/report/targets/").content.decode()
    assert client.post(f"/targets/problems/{made.pk}/act/", {"do": "move", "words": " "}).status_code == 422
    client.post(f"/targets/problems/{made.pk}/act/", {"do": "move", "words": "已联系两辆"})
    client.post(f"/targets/problems/{made.pk}/act/", {"do": "solve", "words": "三辆到位"})
    owed.refresh_from_db()
    assert owed.state in {"discharged", "late"}
    client.force_login(line.editor)
    assert "鲜叶冷藏车不够" not in client.get("/targets/problems/").content.decode()
    assert "三辆到位" in client.get("/targets/problems/?box=closed").content.decode()
    assert Problem.objects.get().closed_at is not None


def test_the_pages_from_the_template_to_the_explained_lag(client, line, now):
    client.force_login(line.chief)
    assert "还没有标准" in client.get("/targets/set-up/").content.decode()
    given = {"do": "make", "name": "税收", "measure": "万元", "cumulative": "yes", "direction": "up", "every": "month"}
    assert "已设立" in client.post("/targets/set-up/", given, follow=True).content.decode()
    assert client.post("/targets/set-up/", given).status_code == 422
    assert client.post("/targets/set-up/", {"do": "rule", "tolerance": "三"}).status_code == 422
    client.post("/targets/set-up/", {"do": "rule", "from_month": "202601", "tolerance": "3", "days": "5"})
    client.force_login(line.editor)
    assert client.get("/targets/set-up/").status_code == 403
    template = client.get("/targets/files/template/?month=202606").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(template)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["松坪镇", "石门镇"]
    empty = client.post(
        "/targets/files/", {"kind": "values", "month": "202606", "file": SimpleUploadedFile("t.xlsx", template)}
    )
    assert empty.status_code == 302
    assert "导入没有错的行" not in client.get(empty["Location"]).content.decode()  # nobody filled it in
    text = "单位,指标,月份,当月,累计,同比,年目标\n石门镇,税收,202605,10,30,-2.5,100\n石门乡,税收,202605,1,1,,1\n"
    file = SimpleUploadedFile("五月.csv", text.encode("gb18030"))
    answer = client.post("/targets/files/", {"kind": "values", "month": "202605", "file": file})
    page = client.get(answer["Location"]).content.decode()
    assert "没有“石门乡”这个报送单位。" in page
    assert "第 3 行" in page
    assert client.get(f"{answer['Location']}wrong/").content[:2] == b"PK"
    done = client.post(f"{answer['Location']}act/", {"do": "apply"}, follow=True).content.decode()
    assert "新数 1 行" in done
    one = Indicator.objects.get()
    assert "税收" in client.get("/targets/?month=202605").content.decode()
    shown = client.get(f"/targets/indicators/{one.pk}/?month=202605").content.decode()
    assert "落后 11.7 个百分点" in shown
    assert "-2.5" in shown
    assert client.get("/targets/workbook/?month=202605").content[:2] == b"PK"
    assert actions.flag_lags(by=acting(line.editor), now=now) == 1
    lag = Lag.objects.get()
    client.force_login(line.other)
    assert client.get(f"/report/targets/lags/{lag.pk}/").status_code == 404
    client.force_login(line.officer)
    assert "说明原因和措施" in client.get("/report/targets/").content.decode()
    assert client.post(f"/report/targets/lags/{lag.pk}/", {"cause": "雨季停工"}).status_code == 422
    client.post(f"/report/targets/lags/{lag.pk}/", {"cause": "雨季停工", "measures": "七月补两班"})
    client.force_login(line.editor)
    assert "七月补两班" in client.get("/targets/lags/").content.decode()
    unit = f"/targets/indicators/{one.pk}/units/{line.shimen.pk}/"
    wrong = client.post(f"{unit}?month=202605", {"month": "202605", "version": "1", "total": "三", "why": "核"})
    assert wrong.status_code == 422
    client.post(
        unit, {"month": "202605", "version": "1", "total": "45", "amount": "25", "target": "100", "why": "核定"}
    )
    assert "更正：核定" in client.get(f"{unit}?month=202605").content.decode()
    made = client.post("/targets/sheet/", {"month": "202605"}, follow=True).content.decode()
    assert "2026年5月主要指标进度" in made
    assert "七月补两班" in Manuscript.objects.get().body


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"PK\x03\x04nothing", 422),
        ("a.csv", "甲,乙\n1,2\n".encode(), 422),
        ("a.csv", b"", 422),
        ("a.exe", b"MZ\x90\x00" * 100, 415),
    ],
)
def test_bad_files_are_refused_in_words(client, line, measured, name, content, code):
    client.force_login(line.editor)
    file = SimpleUploadedFile(name, content)
    answer = client.post("/targets/files/", {"kind": "values", "month": "202606", "file": file})
    assert answer.status_code == code
    assert Batch.objects.count() == 0
    assert client.post("/targets/files/", {"kind": "values", "month": "202606"}).status_code == 422


def test_no_cell_that_leaves_becomes_a_formula(client, line, measured, now):
    by = acting(line.chief)
    actions.make_indicator(desk=line.desk, draft=IndicatorDraft("=1+1", "万元"), by=by, now=now)
    client.force_login(line.editor)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/targets/files/template/").content))
    cells = [str(cell) for row in sheet.get_sheet_by_index(0).to_python() for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] == "="]


def test_pages_ask_as_often_for_many_figures_as_for_few(client, line, measured, imported, now):
    imported([["石门镇", "税收", JUNE, 10, 30, "", 100]])
    client.force_login(line.editor)
    paths = [
        "/targets/?month=202606",
        f"/targets/indicators/{measured['税收'].pk}/?month=202606",
        "/targets/lags/",
        "/targets/problems/",
        "/targets/firms/?month=202606",
        "/targets/workbook/?month=202606",
    ]

    def asked(path):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    actions.flag_lags(by=acting(line.editor), now=now)
    asked(paths[0])  # the first page of a session writes that session down
    few = [asked(path) for path in paths]
    assert max(few) <= 18
    imported(
        [
            ["松坪镇", "税收", JUNE, 10, 30, "", 100],
            ["松坪镇", "固定资产投资", JUNE, 10, 30, "", 100],
            ["石门镇", "固定资产投资", JUNE, 10, 30, "", 100],
        ]
    )
    actions.flag_lags(by=acting(line.editor), now=datetime(2026, 6, 29, 11, tzinfo=now.tzinfo))
    assert [asked(path) for path in paths] == few

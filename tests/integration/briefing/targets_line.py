"""Two indicators of the county and figures from a file. A module of fixtures for tests of targets."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from tests.integration.briefing.people import acting

from gongbao.briefing.targets import actions
from gongbao.briefing.targets.actions import IndicatorDraft

HEADS = ["单位", "指标", "月份", "当月", "累计", "同比(%)", "年目标"]
JUNE = 202606


def book(rows, heads=HEADS, merge=()):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    sheet = made.add_worksheet("数据")
    sheet.write_row(0, 0, heads)
    for line, row in enumerate(rows, 1):
        sheet.write_row(line, 0, row)
    for area in merge:
        sheet.merge_range(*area)
    made.close()
    return io.BytesIO(out.getvalue())


@pytest.fixture
def measured(line, now):
    """Two indicators: 固定资产投资 counts up, 税收 too; and the rule: three points, five days."""
    by = acting(line.chief)
    made = {
        name: actions.make_indicator(desk=line.desk, draft=IndicatorDraft(name, "万元"), by=by, now=now)
        for name in ("固定资产投资", "税收")
    }
    actions.make_lag_rule(desk=line.desk, from_month=202601, tolerance=Decimal(3), days=5, by=by, now=now)
    return made


@pytest.fixture
def imported(line, measured, now):
    def make(rows, why="", kind="values", heads=HEADS, **how):
        by = acting(line.editor)
        batch = actions.hand_in(
            desk=line.desk, kind=kind, month=JUNE, stream=book(rows, heads), name="六月.xlsx", by=by, now=now, **how
        )
        return actions.apply_batch(batch_id=batch.pk, why=why, by=by, now=now)

    return make

"""What a telephone call becomes in writing, where reports disagree, how long figures are watched."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db.models import PROTECT
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.incidents.models import Figure, Finding, Grading, Incident, Joining, LogEntry, Report
from gongbao.briefing.incidents.models import Told as Teller
from gongbao.briefing.incidents.rules import (
    THRESHOLDS,
    Account,
    Told,
    disagreements,
    draft_body,
    draft_title,
    said_apart,
    watch_until,
    worth_telling,
)

NIGHT = datetime(2026, 6, 28, 18, 10, tzinfo=UTC)


def told(**kw):
    return Told(**({"hazard": "地质灾害", "place": "竹溪口村", "unit": "石门镇", "told_at": NIGHT} | kw))


def test_what_nobody_knows_says_so():
    body = draft_body(told(figures={"trapped": Decimal(3), "dead": None}))
    assert "发生时间正在核实" in body
    assert "死亡人数正在核实" in body
    assert "受伤人数正在核实" in body
    assert "被困3人" in body
    assert "起因：正在核实" in body


def test_what_is_known_is_said_in_the_24_hour_clock_of_china():
    body = draft_body(told(occurred_at=NIGHT, exact=True, figures={"dead": Decimal(0)}, needed="挖掘机。"))
    assert body.startswith("6月29日2时10分，竹溪口村发生地质灾害。")
    assert "无人死亡" in body
    assert "需要支援：挖掘机。" in body
    assert "。。" not in body


def test_the_title_claims_nothing_unknown():
    assert draft_title(told()) == "关于竹溪口村发生地质灾害的报告"


@given(
    st.dictionaries(st.sampled_from(["dead", "injured", "loss", "homes"]), st.decimals(0, 9999, places=0) | st.none())
)
def test_a_draft_is_always_made(figures):
    assert draft_body(told(figures=figures)).count("\n") >= 4


def test_title_text_table_and_others_are_held_against_each_other():
    mine = Account(label="", title="滑坡致2人死亡", body="死亡3人，转移14人。", figures={"evacuated": Decimal(20)})
    other = Account(label="首报 松坪镇", body="死亡5人。", occurred_at=NIGHT, place="松坪镇大塘水库")
    found = disagreements(mine, [other])
    assert {one.where for one in found} >= {"title-body", "text-table", "首报 松坪镇"}


def test_places_and_times_are_held_against_each_other():
    one = Account(label="", place="石门镇竹溪口村", occurred_at=NIGHT)
    near = Account(label="a", place="竹溪口村三组", occurred_at=NIGHT + timedelta(minutes=5))
    far = Account(label="b", place="松坪镇大塘水库", occurred_at=NIGHT + timedelta(hours=1))
    assert disagreements(one, [near]) == []
    assert {found.what for found in disagreements(one, [far])} == {"time", "place"}


def test_of_many_accounts_each_thing_is_one_line_with_every_value_and_who_says_it():
    rows = [("甲镇", 3, 14), ("乙镇", 3, 14), ("丙镇", 5, None), ("丁镇", 3, 14)]
    told = [
        Account(label=who, place="竹溪口村", figures={"dead": Decimal(dead), "evacuated": moved and Decimal(moved)})
        for who, dead, moved in rows
    ]
    assert said_apart(told) == [("死亡", [("3人", ["甲镇", "乙镇", "丁镇"]), ("5人", ["丙镇"])])]
    far = Account(label="戊镇", place="松坪镇大塘水库", occurred_at=NIGHT, figures={"evacuated": Decimal(9)})
    near = Account(label="己镇", occurred_at=NIGHT + timedelta(hours=1))
    found = dict(said_apart([*told, far, near]))
    assert list(found) == ["死亡", "转移", "time", "place"]
    assert found["转移"] == [("14人", ["甲镇", "乙镇", "丁镇"]), ("9人", ["戊镇"])]
    assert found["place"] == [("竹溪口村", ["甲镇", "乙镇", "丙镇", "丁镇"]), ("松坪镇大塘水库", ["戊镇"])]
    assert said_apart([]) == said_apart(told[:2]) == []


def test_figures_are_watched_thirty_days_and_seven_for_road_and_fire():
    """Order 493 art. 13."""
    assert watch_until(None, NIGHT, 30) == date(2026, 7, 29)
    assert watch_until(NIGHT, NIGHT, 7) == date(2026, 7, 6)


@given(st.floats(0, 3), st.sampled_from([0, *THRESHOLDS]))
def test_a_share_is_told_of_once_and_never_backwards(share, already):
    found = worth_telling(share, already)
    assert found == 0 or found > already
    assert worth_telling(share, max(found, already)) == 0


SLICES = Path(__file__).parents[3] / "src/gongbao/briefing"
WRITTEN_ONCE = (Report, Figure, LogEntry, Grading, Joining, Finding, Teller)
AWAY = {"update", "delete", "bulk_update", "update_or_create"}


def test_no_code_changes_or_deletes_what_was_lodged():
    """A report, its figures, the log and decisions are inserted, and that is all that ever happens to them."""
    names = {model.__name__ for model in WRITTEN_ONCE}
    wrong = []
    for path in SLICES.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in AWAY):
                continue
            if any(re.search(rf"\b{name}\.objects", ast.unparse(node.func.value)) for name in names):
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong


def test_the_database_lets_nothing_take_a_report_with_it():
    owned = [
        relation
        for model in (Report, Incident)
        for relation in model._meta.related_objects
        if relation.on_delete is not None and relation.on_delete is not PROTECT
    ]
    assert not owned

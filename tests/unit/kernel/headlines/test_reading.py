"""Kind, place, time and figures out of short texts, case by case."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongbao.kernel.headlines import facts, hazards, times
from gongbao.kernel.headlines.casualties import casualties
from gongbao.kernel.headlines.hazards import akin, hazard
from gongbao.kernel.headlines.numerals import number
from gongbao.kernel.headlines.text import folded, headline, joined, normalise
from gongbao.kernel.headlines.times import event_time

from .places_made import HOME, NOWHERE

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 6, 28, 9, 30, tzinfo=CHINA)  # a Sunday


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("1.2万", 12000),
        ("二十三", 23),
        ("两", 2),
        ("十", 10),
        ("一百零五", 105),
        ("三千二百", 3200),
        ("二〇二六", 2026),
        ("十几", 10),
        ("数十", 20),
        ("一万两千", 12000),
        ("", None),
        ("很多", None),
        ("1" * 30, None),
    ],
)
def test_numbers(written, value):
    assert number(written) == value


@pytest.mark.parametrize(
    ("text", "said", "least"),
    [
        ("事故造成2死2伤", {"dead": 2, "injured": 2}, set()),
        ("造成了二死二伤", {"dead": 2, "injured": 2}, set()),
        ("已致4人死亡、3人受伤,1人失联", {"dead": 4, "injured": 3, "missing": 1}, set()),
        ("至少309人死亡", {"dead": 309}, {"dead"}),
        ("死亡人数升至31人", {"dead": 31}, set()),
        ("遇难者增至12名", {"dead": 12}, set()),
        ("造成130余人受伤", {"injured": 130}, {"injured"}),
        ("数十人受伤", {"injured": 20}, {"injured"}),
        ("一男子被砸身亡", {"dead": 1}, set()),
        ("4名学生当场死亡", {"dead": 4}, set()),
        ("一家三口遇难", {"dead": 3}, set()),
        ("火灾未造成人员伤亡", {"dead": 0, "injured": 0}, set()),
        ("暂无人员伤亡报告", {"dead": 0, "injured": 0}, set()),
        ("其中2人当场死亡,2人抢救无效死亡,共4人死亡", {"dead": 4}, set()),
        ("起初报告3人死亡,死亡人数现已升至7人", {"dead": 7}, set()),
        ("12人被困,已转移安置56人", {"trapped": 12, "moved": 56}, set()),
        ("客车核载55人,3辆车相撞", {}, set()),
        ("第110次会议", {}, set()),
        ("45名学生食物中毒", {"sick": 45}, set()),
    ],
)
def test_casualties(text, said, least):
    found = casualties(text)
    assert (found.said(), set(found.least)) == (said, least)


def at(day, hour=0, minute=0, month=6, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("6月27日23时10分许,松坪镇一民房起火", at(27, 23, 10), "minute"),
        ("昨晚11点左右,松坪镇一民房起火", at(27, 23), "hour"),
        ("今日凌晨3时55分许发生火灾", at(28, 3, 55), "minute"),
        ("昨日下午发生车祸", at(27, 12), "part"),
        ("今晨一货车侧翻", at(28), "part"),
        ("16日23时10分,车辆翻下边坡", at(16, 23, 10), "minute"),
        ("30日,车辆翻下边坡", at(30, month=5), "day"),
        ("12月31日发生火灾", at(31, month=12, year=2025), "day"),
        ("周五上午发生滑坡", at(26, 7), "part"),
        ("新华社青岚6月28日电 6月27日下午1时27分,客车坠江", at(27, 13, 27), "minute"),
        ("截至28日6时,已有2人死亡。事发27日20时", at(27, 20), "hour"),
        ("3天前发生塌方", at(25), "day"),
        ("去年8月发生的火灾", at(1, month=8, year=2025), "month"),
        ("2026-06-20 发生地震", at(20), "day"),
        ("12日下午有震感。12日14时30分左右房屋垮塌", at(12, 14, 30), "minute"),
        ("六月二十七日晚八点半起火", at(27, 20, 30), "minute"),
        ("日前,松坪镇发生火灾", at(21), "vague"),
    ],
)
def test_when(text, start, precision):
    found = event_time(joined(normalise(text)), NOW)
    assert found is not None
    assert (found.start, found.precision) == (start, precision)


def test_no_time_is_not_made_up():
    assert event_time("松坪镇一民房起火", NOW) is None
    assert event_time("新华社青岚6月28日电", NOW) is None
    assert event_time("2月30日起火", NOW) is None


@settings(deadline=None)
@given(st.text(max_size=200), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_any_text_is_read_without_error_and_never_into_the_future(text, published):
    found = facts.read(text, text, published, gazetteer=HOME)
    assert found.when is None or found.when.start <= published + timedelta(days=1)
    assert all(value >= 0 for value in found.hurt.said().values())


PIECES = [
    "6月27日",
    "昨晚",
    "凌晨",
    "3时",
    "松坪镇",
    "青岚县",
    "日本",
    "起火",
    "2人死亡",
    "至少",
    "三",
    "十几人受伤",
    "。",
    ",",
    "演练",
    "截至",
    "电",
    "第",
    "上月",
    "99日",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_order_of_telling_words_is_read(text):
    found = facts.read(text, "", NOW, gazetteer=HOME)
    assert found.when is None or found.when.start < found.when.end


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青岚县石门镇茶园滑坡", "999101004"),
        ("石门镇茶园滑坡", "999101004"),  # two counties have one: home first
        ("长云县石门镇茶园滑坡", "999102002"),  # context before home
        ("松坪一民房起火", "999101003"),  # the short name, to its own county
        ("大坝乡一民房起火", "999102003"),
        ("老城厢一仓库起火", "999101001"),
        ("青岚城关一仓库起火", "999101001"),
        ("长岚发生地震", "9992"),  # the city, not the county in it of the same short name
        ("云川青云多地暴雨", "9991"),
        ("据日本媒体报道,青岚县一工厂起火", "999101"),
    ],
)
def test_where_home_reads(text, code):
    found = HOME.place(text)
    assert found is not None
    assert found.code == code


def test_where_nobody_is_at_home():
    found = NOWHERE.place("石门镇茶园滑坡")
    assert found is None or found.sure < 0.7  # two counties have one, nothing decides
    assert NOWHERE.place("长云县石门镇茶园滑坡").code == "999102002"
    assert NOWHERE.place("松坪一民房起火") is None  # a town's short name speaks to its county only
    assert HOME.place("日本发生地震").abroad
    assert HOME.place("今年油菜花开得早") is None
    assert HOME.place("青岚县松坪镇茶园路段发生塌方").detail == "茶园路段"
    assert HOME.place("松坪镇湿地路两车相撞 3人受伤送医").detail == "湿地路"
    assert HOME.place("松坪镇开展山洪转移演练").detail == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("松坪镇一民房起火", "fire"),
        ("国道两车相撞致2死", "traffic"),
        ("石门镇山体滑坡", "geological"),
        ("小学多人食物中毒", "food_poisoning"),
        ("山洪冲毁村道", "flood"),
        ("工地脚手架垮塌", "collapse"),
        ("讨薪工人堵路", "gathering"),
        ("一氧化碳中毒致2人死亡", "poisoning"),
        ("男子持刀伤人", "violence"),
        ("全县大面积停电", "utility"),
        ("森林火灾明火已扑灭", "forest_fire"),
        ("村民集体腹泻呕吐", "food_poisoning"),
        ("新歌大火", None),
        ("地震题材电影票房破亿", None),
        ("茶叶节开幕", None),
        ("汶川地震十八周年", None),
        ("人气爆炸好吃到停不下来", None),
    ],
)
def test_what_kind(text, kind):
    found = hazard(text)
    assert (found.kind if found else None) == kind


def test_a_drill_is_said_and_a_figure_of_dead_is_enough():
    found = hazard("石门镇开展山洪演练")
    assert found is not None
    assert found.drill
    assert hazard("某地3人遇难", hurt=3).kind == "accident"
    assert hazard("某地1人遇难", hurt=1) is None
    assert hazards.rows()
    assert {kind for kind, _, _ in hazards.rows()} - {""} == set(hazards.KINDS)
    assert akin("fire", "explosion")
    assert not akin("fire", "earthquake")
    with pytest.raises(ValueError, match="unknown kind"):
        hazards.Rules.of([("nothing", "x", 1.0)])


def test_a_title_is_cleaned_of_its_source_and_of_markup():
    assert headline("<b>松坪镇&nbsp;起火</b> _ 青岚新闻网") == "松坪镇 起火"
    assert headline("６月２７日起火") == "6月27日起火"
    assert folded("A-松坪 3!") == "a松坪3"
    assert joined("松坪 镇 no fire 3 人") == "松坪镇no fire 3人" or joined("松坪 镇") == "松坪镇"


@given(st.text(alphabet="今昨晚大前天上周一二6月28日时分点半许左右,的北京时间截至当地凌晨青岚火电2026-年", max_size=40))
def test_times_are_looked_for_only_where_one_can_begin_and_none_is_lost(text):
    def told(matches):
        return [m.span() for m in matches if m["date"] or m["part"] or m["hour"]]

    assert told(times._matches(text)) == told(times._EXPRESSION.finditer(text))

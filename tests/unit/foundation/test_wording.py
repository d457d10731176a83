from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from gongbao.foundation import wording
from gongbao.foundation.clock import CHINA

SEASON_END = date(2026, 6, 30)


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_a_date_names_its_weekday():
    assert wording.day_words(SEASON_END) == "2026年6月30日(周二)"
    with translation.override("en"):
        assert wording.day_words(SEASON_END) == "Tue 30 June 2026"


def test_a_moment_is_said_in_beijing_time():
    evening_in_london = datetime.fromisoformat("2026-06-29T18:32:00+01:00")
    assert wording.moment_words(evening_in_london) == "2026年6月30日(周二) 01:32"
    assert wording.clock_words(evening_in_london) == "01:32"


@pytest.mark.parametrize(
    ("left", "unit", "zh", "en"),
    [
        (5, "WD", "还有 5 个工作日", "5 working days left"),
        (1, "WD", "还有 1 个工作日", "1 working day left"),
        (0, "WD", "今天截止", "Due today"),
        (-3, "WD", "已逾期 3 个工作日", "3 working days overdue"),
        (-3, "FIXED", "已逾期 3 天", "3 days overdue"),
        (38, "MIN", "还有 38 分钟", "38 minutes left"),
        (0, "MIN", "还有 0 分钟", "0 minutes left"),
        (200, "MIN", "还有 3 小时 20 分钟", "3 hours 20 minutes left"),
        (-3000, "MIN", "已逾期 2 天 2 小时", "2 days 2 hours overdue"),
    ],
)
def test_what_is_left_is_said_in_the_unit_of_the_law(left, unit, zh, en):
    assert wording.left_words(left, unit) == zh
    with translation.override("en"):
        assert wording.left_words(left, unit) == en


def test_what_is_left_is_counted_in_the_unit_of_the_law(now):
    assert wording.left_until(date(2026, 7, 14), "WD", now) == 11
    assert wording.left_until(SEASON_END, "FIXED", now) == 1
    assert wording.left_until(now + timedelta(minutes=38), "MIN", now) == 38
    assert wording.left_until(now - timedelta(seconds=1), "MIN", now) == -1


def test_the_day_turns_in_china_not_at_midnight_utc():
    just_past_midnight = datetime(2026, 6, 30, 0, 5, tzinfo=CHINA)
    assert wording.left_until(SEASON_END, "FIXED", just_past_midnight) == 0


@pytest.mark.parametrize(
    ("wan", "in_full"),
    [("1234.56", "12,345,600 元"), ("0.0001", "1 元"), ("-3", "-30,000 元"), ("0.000001", "0.01 元"), ("0", "0 元")],
)
def test_an_amount_in_wan_is_also_said_in_full(wan, in_full):
    assert wording.money_words(Decimal(wan))[1] == in_full


def test_numbers_lose_needless_zeros_but_no_digit():
    assert wording.number_words(Decimal("1200.50")) == "1,200.5"
    assert wording.number_words(Decimal(1200)) == "1,200"
    assert wording.number_words(100) == "100"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13800005678", "138****5678"), ("0571-88881234", "057*****1234"), ("12345", "***45"), ("", ""), ("12", "12")],
)
def test_a_phone_shows_its_first_three_and_last_four(phone, shown):
    assert wording.masked_phone(phone) == shown


def test_every_grade_of_confidence_has_words_in_both_languages(language):
    words = [wording.confidence_words(grade) for grade in "CSMD"]
    assert all(words)
    assert len(set(words)) == 4
    assert wording.confidence_words("?") == ""

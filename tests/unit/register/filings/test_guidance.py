"""Every item of every form has its guidance, in both languages, and its example is one the form would take."""

import re

import pytest
from tests.made_reports import form

from gongbao.register.filings.presenters.guidance import all_guidance, guide
from gongbao.register.filings.rules.values import read

CATEGORIES = ["enterprise", "individual", "cooperative"]


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_item_is_left_alone(category):
    items = {field.id for year in (2020, 2025) for field in form(category, year).fields}
    assert set(all_guidance()[category]) == items


@pytest.mark.parametrize("category", CATEGORIES)
def test_it_is_said_in_both_languages(category):
    for item, one in all_guidance()[category].items():
        for words in (one.where, one.example):
            assert words.zh, item
            assert words.en, item
        assert bool(one.slip.zh) == bool(one.slip.en), item


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_figure_of_an_example_is_one_the_form_takes(category):
    """“填 320.5”: the last number named is what goes into the field, so it must be readable there and in range."""
    of = form(category)
    for item, one in all_guidance()[category].items():
        field = of.field(item)
        if field is None or field.type not in {"money", "int"}:
            continue
        named = re.findall(r"填 ?(-?[\d.]+)", one.example.zh) or re.findall(r"-?[\d.]+", one.example.zh)
        for number in named:
            assert read(field, number.rstrip("."), year=2025).problem is None, (item, number)


def test_it_opens_where_something_is_wrong_and_says_last_years():
    shown = guide("enterprise", "assets", last="300 万元", open_=True)
    assert shown.open
    assert shown.last == "300 万元"
    assert "资产负债表" in shown.where
    assert guide("enterprise", "nothing") is None

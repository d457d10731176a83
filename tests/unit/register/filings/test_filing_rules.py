"""The year's form, what is wrong with a report, what the public sees, what filing sets off."""

from datetime import date
from uuid import UUID

import pytest
from tests.made_reports import ANSWERS, cooperative, enterprise, form, individual

from gongbao.kernel.statutes import Kind, Standing
from gongbao.register.filings.rules import (
    FilingFacts,
    Weight,
    build_definition,
    differences,
    is_late,
    published_view,
    receipt_number,
    trips,
    validate,
)

TEN = {"employees", "assets", "liabilities", "guarantees", "equity", "revenue", "main_revenue", "total_profit"} | {
    "net_profit",
    "tax",
}


def items(view):
    return {item["id"]: item for section in view for item in section["items"]}


@pytest.mark.parametrize("category", ANSWERS)
@pytest.mark.parametrize("year", range(2013, 2027))
def test_there_is_a_form_for_every_year_and_category(category, year):
    found = form(category, year)
    assert found.kind == category
    ids = [field.id for field in found.fields]
    assert len(ids) == len(set(ids))
    assert all(field.source.words.zh and field.label.en for field in found.fields)
    assert all(other in ids for field in found.fields for other in field.when)


@pytest.mark.parametrize("category", ANSWERS)
def test_a_good_report_has_no_errors_and_no_warnings(category):
    assert validate(form(category), ANSWERS[category](), {}).findings == ()


def test_the_law_leaves_ten_values_to_the_enterprise():
    assert set(form().flags) >= TEN
    assert set(form(year=2015).flags) == TEN


def test_cooperatives_have_no_choice_and_individuals_one():
    assert form("cooperative").flags == ()
    assert form("individual").flags == ("content",)


def test_the_licence_item_went_with_order_101():
    for category in ("individual", "cooperative"):
        assert form(category, 2023).field("has_licence") is not None
        assert form(category, 2024).field("has_licence") is None


def test_the_item_on_overdue_sums_comes_with_order_802():
    assert form(year=2023).field("is_large") is None
    assert not form(year=2024).field("is_large").required
    assert form(year=2024).field("is_large").source.confidence == "D"
    assert form(year=2025).field("is_large").required
    assert form(year=2025).field("overdue_amount").source.words.zh == "《保障中小企业款项支付条例》第十八条第二款"


def test_a_large_enterprise_states_what_it_owes():
    errors = validate(form(), enterprise(is_large="yes"), {}).errors
    assert {one.field for one in errors} == {"overdue_contracts", "overdue_amount"}
    assert not validate(form(), enterprise(is_large="yes", overdue_contracts="0", overdue_amount=0), {}).errors


def test_citations_follow_the_version_in_force():
    assert (
        build_definition({"category": "enterprise", "title": ["", ""], "cite": "R:9.1[C]", "sections": []}, 2022)[
            "source"
        ]["token"]
        == "R14:9.1[C]"
    )
    assert form(year=2023).source.words == form(year=2025).source.words
    with pytest.raises(ValueError):
        build_definition({"category": "enterprise"}, 2012)


@pytest.mark.parametrize(
    ("field", "raw", "kept"),
    [
        ("assets", " 1,234.50 ", "1234.5"),
        ("assets", 1234.5, "1234.5"),
        ("assets", "１２３４．５６", "1234.56"),
        ("equity", "-3", "-3"),
        ("employees", "12.0", 12),
        ("employees", 12, 12),
        ("phone", "（0999）5551234", "0999-5551234"),
        ("state", "开业", "open"),
        ("has_web", False, "no"),
        ("has_web", "否", "no"),
        ("postcode", "９９９１０１", "999101"),
    ],
)
def test_what_people_write_is_read(field, raw, kept):
    found = validate(form(), enterprise(**{field: raw}), {})
    assert not [one for one in found.errors if one.field == field]
    assert found.values[field] == kept


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("assets", "三百万"),
        ("assets", "12万"),
        ("assets", "-1"),
        ("assets", "1.1234567"),
        ("assets", "NaN"),
        ("assets", "1e400"),
        ("employees", "12.5"),
        ("employees", "-1"),
        ("phone", "12345"),
        ("email", "office@"),
        ("postcode", "12345"),
        ("state", "closed?"),
        ("contributions", []),
        ("contributions", "甲某某"),
        ("contributions", [{"name": "甲某某"}]),
        (
            "contributions",
            [{"name": "甲某某", "subscribed": "x", "subscribed_on": "2019-13-01", "subscribed_how": "1"}],
        ),
        ("unknown", "1"),
        ("address", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field, raw):
    errors = validate(form(), enterprise(**{field: raw}), {}).errors
    assert {one.field for one in errors} == {field}
    assert all(one.words.zh.endswith("。") and one.words.en for one in errors)


def test_errors_of_a_table_name_line_and_column():
    lines = [
        {},
        {"name": "甲某某", "subscribed": "1", "subscribed_on": "2019-05-06", "subscribed_how": "cash", "paid": "a"},
    ]
    (error,) = validate(form(), enterprise(contributions=lines), {}).errors
    assert error.path == "contributions.1.paid"


def test_blank_lines_are_no_lines():
    lines = [{"name": " "}, *enterprise()["contributions"], {}]
    found = validate(form(), enterprise(contributions=lines), {})
    assert not found.errors
    assert len(found.values["contributions"]) == 1


def test_questions_that_are_not_asked_are_not_required_and_not_kept():
    found = validate(form(), enterprise(company_form="other", transfers=[{"name": "x"}]), {})
    assert not found.errors
    assert not {"contributions", "has_transfer", "transfers"} & set(found.values)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"assets": "300"}, "assets"),
        ({"main_revenue": "561"}, "main_revenue"),
        ({"net_profit": "32"}, "net_profit"),
        ({"pension": "13"}, "pension"),
    ],
)
def test_doubtful_figures_warn_and_never_stop(changed, field):
    found = validate(form(), enterprise(**changed), {})
    assert not found.errors
    assert [one.field for one in found.warnings] == [field]


def test_yuan_in_place_of_ten_thousand_yuan_is_noticed():
    (warning,) = validate(form(), enterprise(tax="140600"), {}, last={"tax": "14.06"}).warnings
    assert warning.field == "tax"
    assert "万元" in warning.words.zh


def test_the_public_sees_what_it_may():
    checked = validate(form(), enterprise(), {"revenue": True, "tax": False})
    seen = items(published_view(form(), checked.values, checked.shown))
    assert seen["revenue"]["value"] == "560"
    assert seen["tax"] == {"id": "tax", "kind": "money", "label": "纳税总额", "label_en": "Total tax", "withheld": True}
    assert seen["phone"]["value"] == "099****1234"
    assert seen["email"]["value"] == "o***@songyue.example"
    assert not {"liaison_name", "liaison_phone"} & set(seen)
    assert seen["contributions"]["rows"][0]["paid"] == "60"
    assert seen["contributions"]["columns"][3]["choices"] == {"cash": ["货币", "Cash"]}


def test_withheld_guarantees_do_not_tell_whether_there_are_any():
    lines = [{"creditor": "青岚银行", "debtor": "乙公司", "amount": "1", "until": "2027-01-01", "how": "joint"}]
    seen = []
    for changed in ({"has_guarantee": "no"}, {"has_guarantee": "yes", "guarantees": lines}):
        checked = validate(form(), enterprise(**changed), {"guarantees": False})
        assert not checked.errors
        seen.append(published_view(form(), checked.values, checked.shown))
    assert seen[0] == seen[1]
    assert items(seen[0])["has_guarantee"]["withheld"] is True
    checked = validate(form(), enterprise(), {"guarantees": True})
    assert items(published_view(form(), checked.values, checked.shown))["has_guarantee"]["value"] == "no"


def test_an_individual_business_may_keep_its_content():
    checked = validate(form("individual"), individual(), {"content": False})
    assert published_view(form("individual"), checked.values, checked.shown) == []
    checked = validate(form("individual"), individual(), {})
    assert items(published_view(form("individual"), checked.values, checked.shown))["revenue"]["value"] == "18.6"


def test_differences_speak_of_what_the_public_saw():
    was = validate(form(), enterprise(), {"tax": True})
    now = validate(form(), enterprise(tax="15", revenue="600", postcode="999102"), {"tax": False})
    found = differences(published_view(form(), was.values, was.shown), published_view(form(), now.values, now.shown))
    assert [(one.item, one.before.zh, one.after.zh) for one in found] == [
        ("postcode", "999101", "999102"),
        ("tax", "14.06 万元", "企业选择不公示"),
    ]


def facts(**changed):
    given = {"kind": Kind.ENTERPRISE, "standing": Standing.ACTIVE, "established_on": date(2019, 5, 6), "year": 2025}
    return FilingFacts(**{**given, **changed})


def codes(found):
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("on", "late"), [(date(2026, 1, 1), False), (date(2026, 6, 30), False), (date(2026, 7, 1), True)]
)
def test_the_window_ends_with_30_june(on, late):
    assert is_late(Kind.ENTERPRISE, 2025, on) is late
    assert ("late" in codes(trips(facts(), on))) is late


def test_late_filing_says_what_the_office_does_next():
    found = {one.code: one for one in trips(facts(), date(2026, 7, 3))}
    assert found["late"].weight is Weight.LATE
    assert "2026年7月14日" in found["listing"].words.zh
    assert found["not-correctable"].weight is Weight.WARN
    assert "listing" not in codes(trips(facts(standing=Standing.REVOKED), date(2026, 7, 3)))


@pytest.mark.parametrize(
    ("changed", "on", "code"),
    [
        ({}, date(2025, 12, 31), "too-early"),
        ({"standing": Standing.GONE}, date(2026, 6, 1), "deregistered"),
        ({"established_on": date(2026, 1, 2)}, date(2026, 6, 1), "not-yet-set-up"),
        ({"kind": Kind.INDIVIDUAL, "content_withheld": True}, date(2026, 6, 1), "content-withheld"),
        ({"filed_on": date(2026, 5, 1)}, date(2026, 7, 1), "not-correctable"),
    ],
)
def test_what_stops_a_filing(changed, on, code):
    found = trips(facts(**changed), on)
    assert [(one.code, one.weight) for one in found] == [(code, Weight.STOP)]


def test_the_suspended_still_report():
    assert "in-time" in codes(trips(facts(standing=Standing.SUSPENDED), date(2026, 6, 30)))


def test_corrections_until_30_june():
    assert codes(trips(facts(filed_on=date(2026, 5, 1)), date(2026, 6, 30))) == ["both-shown"]


def test_paper_keeps_the_content():
    found = trips(facts(kind=Kind.INDIVIDUAL, content_withheld=True, on_paper=True), date(2026, 6, 1))
    assert "only-filed" in codes(found)


def test_receipts_are_stable_and_differ(uuids):
    first, second = (receipt_number(one, 2025, 1) for one in uuids)
    assert first == receipt_number(uuids[0], 2025, 1) != second
    assert receipt_number(uuids[0], 2025, 2) == first[:-1] + "2"
    assert len(first) <= 30


@pytest.fixture
def uuids():
    return [UUID(int=1), UUID(int=2)]


def test_cooperatives_publish_everything():
    checked = validate(form("cooperative"), cooperative(), {"revenue": False})
    seen = items(published_view(form("cooperative"), checked.values, checked.shown))
    assert seen["revenue"]["value"] == "210"
    assert not any(item.get("withheld") for item in seen.values())

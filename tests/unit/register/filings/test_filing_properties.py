"""Whatever is sent: no crash, nothing withheld gets out, no telephone number in full."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.made_reports import ANSWERS, form

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.filings.rules import published_view, validate

FORMS = {category: form(category) for category in ANSWERS}
IDS = sorted({field.id for one in FORMS.values() for field in one.fields})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.sampled_from(IDS), inner),
    max_leaves=20,
)
CATEGORIES = st.sampled_from(sorted(FORMS))


@settings(max_examples=150, deadline=None)
@given(CATEGORIES, JSON | st.dictionaries(st.sampled_from(IDS), JSON, max_size=12), JSON, JSON)
def test_any_json_is_answered_and_can_be_committed_to(category, values, shown, last):
    found = validate(FORMS[category], values, shown, last=last)
    canonical_json({"values": found.values, "view": published_view(FORMS[category], found.values, found.shown)})
    for one in found.findings:
        assert one.words.zh
        assert one.words.en


PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True) | st.from_regex(r"0[0-9]{2,3}-[0-9]{7,8}", fullmatch=True)


@settings(max_examples=80, deadline=None)
@given(CATEGORIES, st.data())
def test_nothing_withheld_and_no_number_in_full_gets_out(category, data):
    asked = FORMS[category]
    phones = {field.id: data.draw(PHONES) for field in asked.fields if field.type == "phone"}
    secrets = {
        field.id: f"{data.draw(st.integers(700_000, 799_999))}.{number:03}7"
        for number, field in enumerate(asked.fields)
        if field.type == "money"
    }
    shown = {flag: data.draw(st.booleans()) for flag in asked.flags}
    checked = validate(asked, {**ANSWERS[category](), **phones, **secrets}, shown)
    assert not checked.errors
    text = json.dumps(published_view(asked, checked.values, checked.shown))
    digits = re.sub(r"[^0-9\"]", "", text)
    for phone in phones.values():
        assert phone not in text
        assert phone.replace("-", "") not in digits
    for field in asked.fields:
        if field.id in secrets and field.flag and not shown[field.flag]:
            assert secrets[field.id] not in text
    if asked.content_choice and not shown["content"]:
        assert text == "[]"


@pytest.mark.parametrize(
    "raw", [10**5000, float("nan"), float("inf"), "\ud800", "\x00", [[[]]], {"a": {"b": []}}], ids=range(7)
)
def test_hostile_single_values(raw):
    for category, asked in FORMS.items():
        validate(asked, {field.id: raw for field in asked.fields}, raw, last=raw)
        validate(asked, {**ANSWERS[category](), "web": [raw, {"name": raw}], "has_web": "yes"}, {})

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.tlog.canonical import canonical_json
from gongbao.register.records import rules

text = st.text(st.characters(exclude_categories=["Cs"])).map(lambda s: __import__("unicodedata").normalize("NFC", s))
keys = st.text('abcdefghijklmnopqrstuvwxyz_-.0123456789 ABC"\\', max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_fast_renderer_writes_the_kernels_canonical_bytes(value):
    assert rules.canonical(value) == canonical_json(value)


def test_a_record_says_who_what_and_when_in_one_byte_string():
    body = rules.render(
        register="qinglan.example/gongbao",
        record=UUID(int=1),
        version=3,
        published_at=datetime(2026, 6, 29, 2, 0, 0, 999, tzinfo=UTC),
        reason="annual-report",
        sections={"registration": {"name": "青岚明远茶业有限公司"}},
    )
    assert (
        body
        == (
            '{"format":"gongbao/record/v1","published_at":"2026-06-29T02:00:00Z","reason":"annual-report",'
            '"record":"00000000-0000-0000-0000-000000000001","register":"qinglan.example/gongbao",'
            '"sections":{"registration":{"name":"青岚明远茶业有限公司"}},"version":3}'
        ).encode()
    )


def test_only_the_sections_decide_whether_anything_changed():
    assert rules.facts_digest({"a": 1, "b": 2}) == rules.facts_digest({"b": 2, "a": 1})
    assert rules.facts_digest({"a": 1}) != rules.facts_digest({"a": 2})

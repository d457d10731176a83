import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.tlog.canonical import NotCanonicalError, canonical_json
from gongbao.kernel.tlog.commitment import commit, opens
from gongbao.kernel.tlog.leaf import Erasure, Leaf, LeafError, parse_leaf

GOOD = {
    "register": '青岚/gongbao "q"',
    "record": "01234567-89ab-cdef-0123-456789abcdef",
    "version": 3,
    "kind": "amend",
    "time": "2026-06-29T02:00:00Z",
    "commitment": "ab" * 32,
    "previous": "cd" * 32,
}


@pytest.mark.parametrize(
    "change",
    [{}, {"previous": None}, {"kind": "erase", "erasure": Erasure(7, "《个人信息保护法》第四十七条", "青岚县")}],
)
def test_an_entry_is_canonical_and_reads_back(change):
    leaf = Leaf(**{**GOOD, **change})
    entry = leaf.to_bytes()
    assert entry == canonical_json(json.loads(entry))
    assert parse_leaf(entry) == leaf


WRONG = {
    "empty register": {"register": ""},
    "record not a uuid": {"record": "丁某某"},
    "version zero": {"version": 0},
    "version a truth value": {"version": True},
    "unknown kind": {"kind": "delete"},
    "time with an offset": {"time": "2026-06-29T10:00:00+08:00"},
    "short commitment": {"commitment": "ab" * 31},
    "upper-case commitment": {"commitment": "AB" * 32},
    "an erasure of nothing": {"kind": "erase"},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_entry_is_refused(case):
    with pytest.raises(LeafError):
        Leaf(**{**GOOD, **WRONG[case]})


GOOD_BYTES = Leaf(**GOOD).to_bytes()
FORGED = {
    "not json": b"{",
    "another format": GOOD_BYTES.replace(b"leaf/v1", b"leaf/v2"),
    "an extra field": GOOD_BYTES.replace(b'{"commitment"', b'{"aaa":1,"commitment"'),
    "spaces": GOOD_BYTES.replace(b'":"amend"', b'": "amend"'),
    "a number as text": GOOD_BYTES.replace(b'"version":3', b'"version":"3"'),
    "a list": b"[]",
}


@pytest.mark.parametrize("case", FORGED)
def test_another_spelling_is_refused(case):
    with pytest.raises(LeafError):
        parse_leaf(FORGED[case])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw):
    with pytest.raises(LeafError):
        parse_leaf(raw)


@pytest.mark.parametrize("value", [1.5, float("nan"), {"é": 1}, {1: 2}, "e\u0301", "\ud800", 2**53, {"a": object()}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(NotCanonicalError):
        canonical_json(value)


def test_a_commitment_opens_only_with_its_salt_and_payload():
    salt = bytes(range(32))
    sealed = commit(salt, b"payload")
    assert opens(sealed, salt, b"payload")
    assert not opens(sealed, bytes(32), b"payload")
    assert not opens(sealed, salt, b"Payload")
    assert not opens(sealed, salt[:31], b"payload")
    with pytest.raises(ValueError, match="32"):
        commit(b"short", b"payload")


HOSTILE = {
    "a newline after the record": GOOD_BYTES.replace(b'6789abcdef"', b'6789abcdef\\n"'),
    "digits of another script": GOOD_BYTES.replace(b"2026-06-29", "２０２６-06-29".encode()),
    "a day that never was": GOOD_BYTES.replace(b"2026-06-29", b"2026-02-30"),
    "the 25th hour": GOOD_BYTES.replace(b"T02:", b"T25:"),
    "a register not in NFC": GOOD_BYTES.replace("青岚".encode(), "e\u0301".encode()),
    "half a surrogate": GOOD_BYTES.replace("青岚".encode(), b"\\ud800"),
    "a register of 300 letters": GOOD_BYTES.replace("青岚".encode(), b"a" * 300),
    "a version beyond what JSON can hold": GOOD_BYTES.replace(b'"version":3', b'"version":9007199254740992'),
    "a number of 5,000 digits": GOOD_BYTES.replace(b'"version":3', b'"version":' + b"9" * 5000),
    "nested 60,000 deep": b"[" * 60_000,
    "UTF-16": GOOD_BYTES.decode().encode("utf-16"),
    "a field twice": GOOD_BYTES.replace(b'{"commitment"', b'{"version":3,"commitment"'),
    "a list for a kind": GOOD_BYTES.replace(b'"amend"', b'["amend"]'),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_entry_is_refused_and_nothing_worse(case):
    assert HOSTILE[case] != GOOD_BYTES
    with pytest.raises(LeafError):
        parse_leaf(HOSTILE[case])


@pytest.mark.parametrize(
    "wrong", [(-1, "g", "a"), (True, "g", "a"), ("7", "g", "a"), (7, "", "a"), (7, "g", ""), (7, None, "a")]
)
def test_a_wrong_erasure_is_refused(wrong):
    with pytest.raises(LeafError):
        Erasure(*wrong)


def test_an_oversized_entry_is_refused():
    leaf = Leaf(**{**GOOD, "kind": "erase", "erasure": Erasure(7, "g" * 65_535, "青岚县")})
    with pytest.raises(LeafError, match="65535"):
        leaf.to_bytes()

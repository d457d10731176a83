"""The compact form: nothing lost on the way through printed codes, and nothing strange gets through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import made_log
from tests.made_log import SALT, body, entries, proof, write_log

from gongbao.kernel.tlog import compact
from gongbao.kernel.tlog.commitment import commit
from gongbao.kernel.tlog.leaf import Erasure, Leaf
from gongbao.kernel.tlog.merkle import ProofError
from gongbao.kernel.tlog.opening import Opening
from gongbao.kernel.tlog.proof import parse_proof

SIZE = 300


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return write_log(tmp_path_factory.mktemp("log"), entries(SIZE))


@pytest.mark.parametrize("index", [0, 1, 257, 299])
@pytest.mark.parametrize("payload", [None, b"", "document"])
def test_the_way_through_the_codes_loses_nothing(log, index, payload):
    kept = proof(log, index, SIZE, payload=body(index) if payload == "document" else payload)
    texts = compact.codes(compact.pack(kept))
    assert compact.unpack(compact.joined(reversed(texts))).to_text() == kept.to_text()


def test_a_proof_of_a_hundred_million_entries_fits_four_codes(log):
    """27 hashes, three witnesses, a document of 600 bytes: what the county of a large city prints."""
    small = proof(log, 5, SIZE, payload=b"x" * 600)
    packed = len(compact.pack(small)) + (27 - len(small.hashes)) * 32 + 100
    assert packed <= 4 * compact.PART_BYTES
    assert all(len(text) <= 664 for text in compact.codes(bytes(packed))), "version 17 at level M, or smaller"


def test_without_the_document_the_salt_stays(log):
    kept = proof(log, 5, SIZE, payload=body(5))
    small = compact.unpack(compact.pack(kept, document=False))
    assert small == proof(log, 5, SIZE)


@given(st.binary(max_size=200))
def test_base45_both_ways(data):
    assert compact.unbase45(compact.base45(data)) == data


def test_base45_of_the_specification():
    assert compact.base45(b"AB") == "BB8"
    assert compact.base45(b"Hello!!") == "%69 VD92EX0"
    assert compact.unbase45("QED8WEX0") == b"ietf!"
    for wrong in ("GGW", "A", "::", "äöü", "ab"):
        with pytest.raises(ProofError):
            compact.unbase45(wrong)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_proof_or_a_proof_error(data):
    try:
        compact.unpack(data)
    except ProofError:
        pass


@given(data=st.data())
def test_a_changed_or_cut_proof_never_gives_the_same_proof(log_once, data):
    packed = log_once
    at = data.draw(st.integers(0, len(packed) - 1))
    changed = packed[:at] + bytes([packed[at] ^ data.draw(st.integers(1, 255))]) + packed[at + 1 :]
    for strange in (changed, packed[:at]):
        try:
            assert compact.unpack(strange) != compact.unpack(packed)
        except ProofError:
            pass


@pytest.fixture(scope="module")
def log_once(log):
    return compact.pack(proof(log, 5, SIZE, payload=body(5)))


def test_a_bomb_is_not_unpacked(log):
    packed = compact.pack(proof(log, 5, SIZE))
    bomb = bytes([packed[0], packed[1] | compact.DOCUMENT]) + packed[2:] + compact._number(5)
    with pytest.raises(ProofError):
        compact.unpack(bomb + compact._deflated(bytes(50_000_000)))
    with pytest.raises(ProofError, match="too long"):
        compact.unpack(bomb[:-1] + compact._number(2**40) + compact._deflated(b""))


def codes_of(data):
    return compact.codes(data, part_bytes=40)


def test_codes_that_do_not_belong_together():
    first, second = codes_of(b"a" * 100), codes_of(b"b" * 100)
    for texts, words in (
        (first[:2], "of 3 codes there are 2"),
        ([*first[:2], second[2]], "not all of one proof"),
        ([], "not all of one proof"),
        (["https://elsewhere.example/"], "does not begin with"),
        (["GB1/AAAAAA/9.3/000"], "which part"),
        (["GB1/AAAAAA/1.99/000"], "which part"),
        ([*first[:2], first[2][:-3] + "000"], "damaged"),
    ):
        with pytest.raises(ProofError, match=words):
            compact.joined(texts)
    with pytest.raises(ValueError, match="at most"):
        compact.codes(bytes(20_000))


def test_what_has_no_compact_form_is_refused(log):
    erased = Leaf(
        made_log.LOG.name, "00000000-0000-0000-0000-000000000001", 2, "erase", "2026-06-29T02:00:00Z",
        commit(SALT, b"").hex(), None, Erasure(1, "个人信息保护法第四十七条", "青岚县市场监督管理局"),
    )  # fmt: skip
    good = proof(log, 5, SIZE)
    for strange in (
        replace(good, extra=None),
        replace(good, extra=Opening(erased.to_bytes()).to_bytes()),
        replace(good, extra=Opening(b"{}").to_bytes()),
        replace(good, extra=Opening(made_log.entry(5, "other.example/log")).to_bytes()),
    ):
        with pytest.raises(ProofError):
            compact.pack(strange)


def test_scanned_texts_are_told_from_other_files(log):
    texts = codes_of(b"abc")
    assert compact.texts_of(("\r\n".join(texts) + "\n\n").encode()) == texts
    for other in (b"", b"\xff\xfe", proof(log, 5, SIZE).to_text().encode(), b"GB1/x\nhello\n"):
        assert compact.texts_of(other) is None
    assert parse_proof(proof(log, 5, SIZE).to_text())

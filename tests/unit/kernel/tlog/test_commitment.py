"""Commitments field by field: what is shown proves, what is withheld stays hidden, and nothing can be slipped in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongbao.kernel.tlog.commitment import Field, commit, commit_fields, field_digests, opens_fields

FIELDS = [
    Field("name", b"\x01" * 32, '"青岚明远茶业有限公司"'.encode()),
    Field("capital", b"\x02" * 32, b"500000"),
    Field("contact", b"\x03" * 32, '"沈某"'.encode()),
]
DIGESTS = field_digests(FIELDS)
SEALED = commit_fields(DIGESTS)


@given(st.sets(st.sampled_from(FIELDS)))
def test_any_part_proves(shown):
    assert opens_fields(SEALED, DIGESTS, shown)


def test_the_vector():
    assert SEALED.hex() == "7a6f9ef29c7880a40038b816adcae910c17d3b472209fac259c52384a8b205b5"
    assert commit(b"\x01" * 32, b"{}").hex() == "dd1fefc28b87d42eb12445be252f0ff21cbcc5277a56232c1ae575ef954bfe6b"


name = FIELDS[0]
BROKEN = {
    "another value": (SEALED, DIGESTS, [replace(name, value=b'"x"')]),
    "another name": (SEALED, DIGESTS, [replace(name, name="Name")]),
    "another salt": (SEALED, DIGESTS, [replace(name, salt=bytes(32))]),
    "a short salt": (SEALED, DIGESTS, [replace(name, salt=bytes(31))]),
    "a letter moved from name to value": (SEALED, DIGESTS, [replace(name, name="nam", value=b"e" + name.value)]),
    "a field shown twice": (SEALED, DIGESTS, [name, name]),
    "a digest left out": (SEALED, DIGESTS[1:], []),
    "another order": (SEALED, DIGESTS[::-1], []),
    "a digest twice": (SEALED, [*DIGESTS, DIGESTS[-1]], []),
    "a short digest": (SEALED, [*DIGESTS, b""], []),
    "another commitment": (commit_fields(DIGESTS[1:]), DIGESTS, [name]),
    "the commitment of a whole document": (commit(bytes(32), b"".join(DIGESTS)), DIGESTS, []),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_false_opening_is_refused(case):
    assert not opens_fields(*BROKEN[case])


def test_a_name_stands_once():
    with pytest.raises(ValueError, match="twice"):
        field_digests([name, replace(name, value=b"2")])

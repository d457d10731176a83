"""What is exchanged has one form: read back as it was made, and refused, with a word why, when it is anything else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gongbao.briefing.exchange import rules
from gongbao.briefing.exchange.rules import Broken, Package
from gongbao.kernel.tlog.note import KeyType, Signer

AT = datetime(2026, 6, 29, 10, 0, tzinfo=UTC)
SIGNER = Signer("qinglan.example/gongbao", KeyType.ED25519, Ed25519PrivateKey.generate().private_bytes_raw())
OTHER = Signer("qinglan.example/gongbao", KeyType.ED25519, Ed25519PrivateKey.generate().private_bytes_raw())


def package(**changes):
    facts = {
        "origin": "qinglan.example/gongbao",
        "to": "qingyun.example/gongbao",
        "sequence": 7,
        "id": UUID(int=5),
        "kind": "item",
        "made_at": AT,
        "answers": None,
        "body": {"title": "石门镇滑坡", "text": "转移12人。"},
    }
    return Package(**(facts | changes))


def sent(**changes):
    return rules.signed(rules.package_text(package(**changes)), SIGNER)


@given(st.text(max_size=200), st.integers(min_value=1, max_value=2**53 - 1))
def test_a_package_is_read_as_it_was_made(text, sequence):
    try:
        raw = sent(sequence=sequence, body={"text": text}).encode()
    except (ValueError, UnicodeEncodeError):  # half a surrogate pair is not text
        return
    note = rules.opened(raw)
    assert rules.signed_by(note, [SIGNER.verifier])
    assert rules.read_package(note).sequence == sequence


def test_the_digest_does_not_depend_on_the_number_but_on_all_else():
    one = rules.digest_of(package())
    assert one == rules.digest_of(package(sequence=8))
    assert one != rules.digest_of(package(body={"title": "石门镇滑坡", "text": "转移13人。"}))
    assert one != rules.digest_of(package(kind="special"))


def test_another_key_or_a_changed_letter_is_no_signature():
    raw = sent()
    assert rules.signed_by(rules.opened(raw.encode()), [OTHER.verifier]) is None
    changed = raw.replace("12人", "13人")
    assert rules.signed_by(rules.opened(changed.encode()), [SIGNER.verifier]) is None


HOSTILE = {
    "nothing": b"",
    "noise": b"\x00\xff\xfe",
    "no note": "只是一句话".encode(),
    "other form": sent().replace("gongbao/exchange/v1", "gongbao/exchange/v9").encode(),
    "spaces in the JSON": sent().replace('"kind":', '"kind": ').encode(),
    "a field too many": sent().replace('{"answers"', '{"a":1,"answers"').encode(),
    "a field twice": sent().replace('{"answers":null', '{"answers":null,"answers":null').encode(),
    "number nought": sent(sequence=1).replace('"sequence":1', '"sequence":0').encode(),
    "number as text": sent(sequence=1).replace('"sequence":1', '"sequence":"1"').encode(),
    "a number of a million digits": sent(sequence=1).replace('"sequence":1', f'"sequence":{"1" * 5_000}').encode(),
    "no such day": sent().replace("2026-06-29", "2026-06-39").encode(),
    "a time of nowhere": sent().replace("+00:00", "").encode(),
    "no id": sent().replace("00000000-0000-0000-0000-000000000005", "x").encode(),
    "a kind with a path": sent().replace('"kind":"item"', '"kind":"../item"').encode(),
    "deep": sent().replace('"body":{', '"body":{"a":' + "[" * 50_000 + "]" * 50_000 + ",").encode(),
    "too large": sent(body={"text": "长" * 400_000}).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_whole_is_refused_with_a_word(name):
    with pytest.raises(Broken) as refused:
        rules.read_package(rules.opened(HOSTILE[name]))
    assert refused.value.code


def test_a_file_holds_several_and_survives_a_mail_program():
    raw = rules.bundle([sent(sequence=n) for n in (1, 2, 3)]).replace("\n", "\r\n").encode()
    numbers = [rules.read_package(rules.opened(one)).sequence for one in rules.notes_of(raw)]
    assert numbers == [1, 2, 3]
    with pytest.raises(Broken, match="more than 500"):
        rules.notes_of(b"x\n=====\n" * 501)


def test_waiting_grows_and_has_an_end():
    waits = [rules.pause_after(n) for n in range(1, 14)]
    assert waits[:3] == [2, 4, 8]
    assert waits[-1] == 1800
    assert rules.pause_after(10**9) == 1800

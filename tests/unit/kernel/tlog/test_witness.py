"""A witness's answer to every kind of request the specification names."""

import base64

import pytest

from gongbao.kernel.tlog import merkle
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import EMPTY_ROOT, leaf_hash
from gongbao.kernel.tlog.note import KeyType, Note, Signer
from gongbao.kernel.tlog.witness import Held, RequestError, decide, origin_hash, parse_request, request_text

LOG = Signer("qinglan.example/gongbao", KeyType.ED25519, b"\x01" * 32)
OTHER = Signer("qinglan.example/gongbao", KeyType.ED25519, b"\x09" * 32)
HASHES = [leaf_hash(bytes([i])) for i in range(40)]


def read(wanted):
    return [merkle.root_of(HASHES[i << level : (i + 1) << level]) for level, i in wanted]


def root(size):
    return merkle.root_of(HASHES[:size])


def signed(size, *, signer=LOG, origin=LOG.name, tree=None):
    text = Checkpoint(origin, size, tree or root(size)).text
    return str(Note(text, (signer.sign(text),)))


def ask(old, size, *, proof=None, raw=None):
    steps = merkle.prove_consistency(old, size, read) if proof is None else proof
    return parse_request(request_text(old, steps, raw or signed(size)).encode())


def held(size):
    return Held(size, root(size))


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 1), (0, 17), (5, 17), (16, 17), (17, 17)])
def test_a_log_that_only_grew_is_cosigned(old, size):
    assert decide(ask(old, size), [LOG.verifier], held(old)) is None


STEPS = merkle.prove_consistency(5, 17, read)
REFUSED = {
    "unknown origin": (404, ask(5, 17), [], held(5)),
    "a key of another name": (404, ask(5, 17), [Signer("x.example", KeyType.ED25519, b"\x01" * 32).verifier], held(5)),
    "signed by another key": (403, ask(5, 17, raw=signed(17, signer=OTHER)), [LOG.verifier], held(5)),
    "old larger than new": (400, ask(17, 5, proof=STEPS), [LOG.verifier], held(17)),
    "not what we hold": (409, ask(5, 17), [LOG.verifier], held(6)),
    "a shortened log": (409, ask(0, 5), [LOG.verifier], held(17)),
    "a missing hash": (422, ask(5, 17, proof=STEPS[:-1]), [LOG.verifier], held(5)),
    "an extra hash": (422, ask(5, 17, proof=[*STEPS, STEPS[0]]), [LOG.verifier], held(5)),
    "another past": (422, ask(5, 17), [LOG.verifier], Held(5, root(6))),
    "the same size with another root": (422, ask(17, 17, raw=signed(17, tree=root(16))), [LOG.verifier], held(17)),
    "a proof from nothing": (422, ask(0, 17, proof=STEPS), [LOG.verifier], held(0)),
    "an empty log with a root": (422, ask(0, 0, raw=signed(0, tree=root(3))), [LOG.verifier], held(0)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_everything_else_is_refused_with_its_status(case):
    status, request, keys, before = REFUSED[case]
    answer = decide(request, keys, before)
    assert answer is not None
    assert answer.status == status
    if status == 409:
        assert (answer.body, answer.kind) == (f"{before.size}\n", "text/x.tlog.size")


def test_a_tampered_checkpoint_is_forbidden():
    raw = signed(17).replace("\n17\n", "\n18\n")
    assert decide(ask(5, 17, raw=raw), [LOG.verifier], held(5)).status == 403


HASH = base64.b64encode(bytes(32)).decode()
MALFORMED = {
    "nothing": "",
    "no old line": f"{HASH}\n\n{signed(17)}",
    "a leading zero": f"old 05\n\n{signed(17)}",
    "a negative size": f"old -5\n\n{signed(17)}",
    "digits of another script": f"old ５\n\n{signed(17)}",
    "sixty-four hashes": f"old 5\n{chr(10).join([HASH] * 64)}\n\n{signed(17)}",
    "a short hash": f"old 5\nAAAA\n\n{signed(17)}",
    "not base64": f"old 5\n!!!\n\n{signed(17)}",
    "no checkpoint": "old 5\n\nhello\n",
    "an unsigned checkpoint": f"old 5\n\n{signed(17).split(chr(10) * 2)[0]}\n",
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_request_is_refused(case):
    with pytest.raises(RequestError):
        parse_request(MALFORMED[case].encode())


def test_a_request_has_a_limit_and_is_text():
    with pytest.raises(RequestError, match="long"):
        parse_request(b"o" * 70_000)
    with pytest.raises(RequestError):
        parse_request(b"old 5\n\n\xff")
    assert Held() == Held(0, EMPTY_ROOT)
    assert origin_hash("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"

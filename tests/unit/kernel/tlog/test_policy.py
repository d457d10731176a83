"""Policies: the specification's example evaluated, and every rule of the format broken once."""

import itertools

import pytest

from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import KeyType, Note, NoteError, Signer
from gongbao.kernel.tlog.policy import PolicyError, judge, parse_policy

LOG = Signer("qinglan.example/gongbao", KeyType.ED25519, b"\x01" * 32)
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {name: Signer(f"{name}.example", KeyType.COSIGNATURE, bytes([n]) * 32) for n, name in enumerate(NAMES, 10)}
TWO_LEVELS = f"""# two of X and any of Y
log {LOG.verifier.vkey} https://qinglan.example/ledger

witness X1 {WITNESSES["X1"].verifier.vkey}
witness\tX2\t{WITNESSES["X2"].verifier.vkey} https://x2.example/
  witness X3 {WITNESSES["X3"].verifier.vkey}
group X-witnesses 2 X1 X2 X3
witness Y1 {WITNESSES["Y1"].verifier.vkey}
witness Y2 {WITNESSES["Y2"].verifier.vkey}
witness Y3 {WITNESSES["Y3"].verifier.vkey}
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
POLICY = parse_policy(TWO_LEVELS)
ROOT = bytes(range(32))


def checkpoint(*cosigners, origin=LOG.name, signer=LOG):
    text = Checkpoint(origin, 7, ROOT).text
    return str(Note(text, (signer.sign(text), *(WITNESSES[one].cosign(text, 1_780_000_000) for one in cosigners))))


def test_every_set_of_cosigners_is_judged_as_the_file_says():
    for n in range(7):
        for chosen in itertools.combinations(NAMES, n):
            enough = sum(c[0] == "X" for c in chosen) >= 2 and any(c[0] == "Y" for c in chosen)
            found = judge(checkpoint(*chosen), POLICY)
            assert found.quorum_met is enough, chosen
            assert found.cosigned == tuple((one, 1_780_000_000) for one in chosen)


def test_the_policy_is_said_in_words():
    assert POLICY.needs() == "2 of (2 of (X1, X2, X3), 1 of (Y1, Y2, Y3))"
    assert POLICY.urls[LOG.verifier] == "https://qinglan.example/ledger"
    bare = parse_policy(f"log {LOG.verifier.vkey}\nquorum none\n")
    assert bare.needs() == "none"
    assert judge(checkpoint(), bare).quorum_met
    single = parse_policy(f"log {LOG.verifier.vkey}\nwitness w {WITNESSES['X1'].verifier.vkey}\nquorum w")
    assert judge(checkpoint("X1"), single).quorum_met
    assert not judge(checkpoint("X2"), single).quorum_met


def test_a_deep_chain_of_groups_is_evaluated():
    lines = [f"witness w {WITNESSES['X1'].verifier.vkey}", "group g0 all w"]
    lines += [f"group g{n} any g{n - 1}" for n in range(1, 900)]
    deep = parse_policy("\n".join([*lines, "quorum g899"]))
    assert deep.met_by([WITNESSES["X1"].verifier])
    assert not deep.met_by([])


def test_a_log_signs_only_for_its_own_origin():
    with pytest.raises(NoteError, match="no trusted log"):
        judge(checkpoint(origin="other.example/log"), POLICY)
    with pytest.raises(NoteError, match="no known key"):
        judge(checkpoint(signer=Signer(LOG.name, KeyType.ED25519, b"\x77" * 32)), POLICY)


def test_cosigners_do_not_stand_in_for_the_log():
    text = Checkpoint(LOG.name, 7, ROOT).text
    note = Note(text, tuple(WITNESSES[one].cosign(text, 1) for one in NAMES))
    with pytest.raises(NoteError, match="no trusted log"):
        judge(str(note), POLICY)


def test_a_cosignature_moved_in_time_is_refused():
    good = Note(text := Checkpoint(LOG.name, 7, ROOT).text, (LOG.sign(text), WITNESSES["X1"].cosign(text, 5)))
    late = good.signatures[1].__class__("X1.example", good.signatures[1].key_id, b"\0" * 8 + good.signatures[1].raw[8:])
    with pytest.raises(NoteError, match="false"):
        judge(str(Note(text, (good.signatures[0], late))), POLICY)


X1 = WITNESSES["X1"].verifier.vkey
BROKEN = {
    "no quorum": f"log {LOG.verifier.vkey}\n",
    "two quorums": "quorum none\nquorum none\n",
    "a quorum of nobody": "quorum w\n",
    "a quorum defined later": f"quorum w\nwitness w {X1}\n",
    "a log key for a witness": f"witness w {LOG.verifier.vkey}\nquorum w\n",
    "a witness key for a log": f"log {X1}\nquorum none\n",
    "a log twice": f"log {LOG.verifier.vkey}\nlog {LOG.verifier.vkey}\nquorum none\n",
    "a witness twice": f"witness a {X1}\nwitness b {X1}\nquorum a\n",
    "a name twice": f"witness a {X1}\nwitness a {WITNESSES['X2'].verifier.vkey}\nquorum a\n",
    "a witness called none": f"witness none {X1}\nquorum none\n",
    "a member of two groups": f"witness a {X1}\ngroup g any a\ngroup h any a\nquorum g\n",
    "a member twice in one group": f"witness a {X1}\ngroup g 2 a a\nquorum g\n",
    "more than there are": f"witness a {X1}\ngroup g 2 a\nquorum g\n",
    "none of them": f"witness a {X1}\ngroup g 0 a\nquorum g\n",
    "a group of nobody": "group g any\nquorum g\n",
    "none as a member": "group g any none\nquorum g\n",
    "itself as a member": "group g any g\nquorum g\n",
    "another word": "trust me\nquorum none\n",
    "a carriage return": "quorum none\r\n",
    "a broken key": f"log {LOG.verifier.vkey[:-4]}AAAA\nquorum none\n",
    "too many words": f"log {LOG.verifier.vkey} https://a https://b\nquorum none\n",
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_policy_is_refused(case):
    with pytest.raises(PolicyError):
        parse_policy(BROKEN[case])

import uuid

import pytest
from django.conf import settings
from django.db import transaction

from gongbao.foundation.ledger import selectors
from gongbao.foundation.ledger.actions import enqueue
from gongbao.foundation.ledger.models import Cosignature, SignedHead, Witness
from gongbao.kernel.tlog.merkle import check_consistency
from gongbao.kernel.tlog.note import Verifier
from gongbao.kernel.tlog.opening import verify
from gongbao.kernel.tlog.proof import parse_proof

pytestmark = pytest.mark.django_db
RECORD = uuid.UUID(int=10**9)


def key() -> Verifier:
    return Verifier.parse((settings.LEDGER_DIR / "log.vkey").read_text())


def test_a_proof_file_opens_the_record_offline(ledger, now):
    ledger.grow(300)
    with transaction.atomic():
        sealed = enqueue(record=RECORD, version=1, kind="publish", body="青岚".encode(), now=now)
    ledger.sequence()
    ledger.grow(500)
    text = selectors.proof_file(RECORD, 1, "publish", salt=sealed.salt, payload="青岚".encode()).decode()
    proved = verify(parse_proof(text), [key()])
    assert (proved.index, proved.payload) == (300, "青岚".encode())
    assert proved.checkpoint.size == 801


def test_any_entry_of_a_larger_log_has_its_proof(ledger):
    ledger.grow(66_000)
    ledger.grow(300)
    for index in (0, 255, 256, 65_535, 65_536, 66_000, 66_299):
        text = selectors.proof_file(uuid.UUID(int=index + 1), 1, "publish").decode()
        assert verify(parse_proof(text), [key()]).index == index


def test_the_stages_are_told_apart(ledger):
    key_of_one = (uuid.UUID(int=1), 1, "publish")
    ledger.wait(1)
    assert selectors.proof(*key_of_one).state == "recorded"
    assert selectors.proof_file(*key_of_one) is None
    ledger.sequence()
    assert selectors.proof(*key_of_one).state == "recorded"
    ledger.publish()
    state = selectors.proof(*key_of_one)
    assert (state.state, state.index, state.size, state.witnesses) == ("in_log", 0, 1, 0)


def test_witnessed_means_a_quorum_cosigned_a_head_that_covers_the_entry(ledger, now):
    for name in "abc":
        Witness.objects.create(name=name, vkey=name, url="https://w.example", active=False)
    ledger.grow(1)
    Witness.objects.update(active=True)
    head = SignedHead.objects.get()
    state = selectors.proof(uuid.UUID(int=1), 1, "publish")
    assert (state.state, state.cosigned, state.witnesses) == ("in_log", 0, 3)
    Cosignature.objects.create(head=head, witness="a", line="— a x\n", received_at=now)
    assert selectors.proof(uuid.UUID(int=1), 1, "publish").state == "in_log"
    Cosignature.objects.create(head=head, witness="b", line="— b x\n", received_at=now)
    state = selectors.proof(uuid.UUID(int=1), 1, "publish")
    assert (state.state, state.cosigned) == ("witnessed", 2)


def test_many_states_cost_as_many_queries_as_one(ledger, django_assert_num_queries):
    ledger.grow(40)
    keys = [(uuid.UUID(int=n), 1, "publish") for n in range(1, 42)]
    with django_assert_num_queries(3):
        states = selectors.proofs(keys)
    assert [state.state for state in states] == ["in_log"] * 40 + ["recorded"]


def test_growth_is_proved_between_any_two_heads(ledger):
    ledger.grow(70)
    ledger.grow(700)
    old, new = SignedHead.objects.order_by("size")
    check_consistency(selectors.consistency(70, 770), 70, 770, bytes(old.root), bytes(new.root))
    with pytest.raises(ValueError, match="770"):
        selectors.consistency(70, 771)


def test_the_log_tells_how_it_stands(ledger, now):
    ledger.grow(3)
    ledger.wait(1)
    state = selectors.log_state()
    assert (state.size, state.published, state.waiting, state.signed_at) == (3, 3, True, now)
    assert selectors.growth(now)[-1] == (now, 3)
    assert len(selectors.growth(now)) == 48


def test_a_head_witnessed_long_ago_still_covers_its_entries(ledger, now):
    for name in "ab":
        Witness.objects.create(name=name, vkey=name, url="https://w.example", active=False)
    ledger.grow(1)
    head = SignedHead.objects.get()
    for name in "ab":
        Cosignature.objects.create(head=head, witness=name, line=f"— {name} x\n", received_at=now)
    ledger.grow(1)
    Witness.objects.update(active=True)
    states = selectors.proofs([(uuid.UUID(int=1), 1, "publish"), (uuid.UUID(int=2), 1, "publish")])
    assert [(state.state, state.size) for state in states] == [("witnessed", 1), ("in_log", 2)]

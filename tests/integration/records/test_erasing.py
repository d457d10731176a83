"""Erasure: the content is gone for good, the commitment and every proof stay valid."""

import pytest
from django.conf import settings
from tests.integration.records.test_publish import firm

from gongbao.cli.main import main
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger import selectors as log
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.foundation.ledger.models import Leaf
from gongbao.kernel.tlog.leaf import parse_leaf
from gongbao.kernel.tlog.note import Verifier
from gongbao.kernel.tlog.opening import verify
from gongbao.kernel.tlog.proof import parse_proof
from gongbao.register.records import actions, selectors
from gongbao.register.records.models import Record

pytestmark = pytest.mark.django_db
BY = command("test")
WHY = {"ground": "《中华人民共和国个人信息保护法》第四十七条", "authority": "青岚县市场监督管理局"}


@pytest.fixture
def entity(facts, now):
    """A firm with two versions in a published log."""
    begin_log(now=now)
    one = firm(now)
    for phone in ("13900000000", "139****0000"):
        facts[one.id] = {"phone": phone}
        actions.publish(entity_ids=[one.id], reason="changed", by=BY, now=now)
    sequence_batch(now=now)
    publish_head(now=now)
    return one


def erase(entity, now, version=1, **changed):
    actions.erase(entity_id=entity.id, version=version, by=BY, now=now, **(WHY | changed))


def test_the_content_is_gone_and_the_proof_of_before_still_holds(entity, now):
    before = selectors.version(entity.id, 1)
    proof = log.proof_file(before.record, 1, "publish", salt=before.salt, payload=before.body).decode()
    erase(entity, now)
    after = selectors.version(entity.id, 1)
    assert (after.body, after.salt, after.commitment) == (None, None, before.commitment)
    key = Verifier.parse((settings.LEDGER_DIR / "log.vkey").read_text())
    assert verify(parse_proof(proof), [key]).payload == before.body


def test_the_log_says_what_was_erased_on_what_ground_and_by_whom(entity, now):
    target = Leaf.objects.get(version=1, kind="publish")
    erase(entity, now)
    sequence_batch(now=now)
    publish_head(now=now)
    leaf = parse_leaf(bytes(Leaf.objects.get(kind="erase").entry))
    assert (leaf.erasure.target, leaf.erasure.ground, leaf.erasure.authority) == (target.index, *WHY.values())
    assert log.proof_file(target.record, 1, "publish") is not None
    assert log.proof_file(target.record, 1, "erase") is not None


def test_an_outsider_finds_the_whole_log_in_order(entity, now, capsys):
    erase(entity, now)
    sequence_batch(now=now)
    publish_head(now=now)
    vkey = (settings.LEDGER_DIR / "log.vkey").read_text().strip()
    with pytest.raises(SystemExit) as done:
        main(["audit", str(settings.LEDGER_DIR), "--vkey", vkey])
    assert done.value.code == 0, capsys.readouterr().out


def test_readers_are_told_that_it_was_erased(entity, now, client):
    erase(entity, now)
    page = client.get(f"/e/{entity.code}/v/1/")
    assert page.status_code == 410
    assert "依法删除" in page.content.decode()
    assert "13900000000" not in page.content.decode()
    assert client.get(f"/e/{entity.code}/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"version": 2}, "record.erase-current"),
        ({"version": 9}, "record.unknown"),
        ({"ground": " "}, "record.erase-unfounded"),
        ({"authority": "局" * 201}, "record.erase-unfounded"),
    ],
)
def test_what_may_not_be_erased_stays(entity, now, changed, code):
    with pytest.raises(Refusal) as refused:
        erase(entity, now, **changed)
    assert refused.value.code == code
    assert not Record.objects.exclude(erased_at=None).exists()


def test_it_is_erased_once_and_only_when_the_log_has_it(entity, facts, now):
    erase(entity, now)
    with pytest.raises(Refusal, match="erased-already"):
        erase(entity, now)
    facts[entity.id] = {"phone": "none"}
    actions.publish(entity_ids=[entity.id], reason="changed", by=BY, now=now)
    facts[entity.id] = {"phone": "other"}
    actions.publish(entity_ids=[entity.id], reason="changed", by=BY, now=now)
    erase(entity, now, version=2)
    with pytest.raises(Refusal, match="not-sequenced"):
        erase(entity, now, version=3)

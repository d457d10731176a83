"""A list's version names its last byte; a receipt holds without its questions, and not after any change."""

from datetime import UTC, date, datetime

import pytest

from gongbao.kernel.screening import receipt as receipts
from gongbao.kernel.screening import snapshot
from gongbao.kernel.screening.parties import Party, Question
from gongbao.kernel.screening.receipt import ListVersion, Receipt, ReceiptError
from gongbao.kernel.screening.screener import VERSION, Screener
from gongbao.kernel.tlog.note import KeyType, Signer

HEAD = snapshot.Head("qinglan.example/gongbao", date(2026, 7, 10), "2026-07-10T02:00:00Z", (("青岚县", ""),))
PARTIES = [Party("1", "青岚县花鲸信科技有限公司", codes=("91999101MA0AGENT0X",)), Party("2", "云岭商行")]
SIGNER = Signer("qinglan.example/gongbao/screening", KeyType.ED25519, bytes(range(32)))
SALT = bytes(range(32))
NOW = datetime(2026, 7, 10, 3, tzinfo=UTC)


def test_the_same_list_is_the_same_bytes_and_another_has_another_version() -> None:
    version, data = snapshot.write(HEAD, PARTIES)
    assert snapshot.write(HEAD, PARTIES[::-1]) == (version, data)
    found = snapshot.read(data)
    assert found.version == version
    assert {party.id for party in found.parties} == {"1", "2"}
    assert snapshot.write(HEAD, PARTIES[:1])[0] != version


@pytest.mark.parametrize("data", [b"", b"{}", b"\x1f\x8bxx", b"[1]\n"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(snapshot.SnapshotError):
        snapshot.read(data)


def a_receipt(*, opening: bool = True) -> Receipt:
    version, data = snapshot.write(HEAD, PARTIES)
    screener = Screener(snapshot.read(data).parties, snapshot.read(data).lexicon())
    asked = [Question("花鲸信科技有限公司"), Question("无此企业有限公司")]
    rows = [receipts.row_of(n, screener.answer(one), SALT) for n, one in enumerate(asked, 1)]
    said = receipts.statement(
        rows=rows,
        root=receipts.root_over(rows),
        asked_of=ListVersion(version, 2, "2026-07-10", HEAD.known),
        algorithm=VERSION,
        at=NOW,
    )
    line = SIGNER.sign(receipts.note_text(said)).line
    return Receipt(said, line, SIGNER.verifier.vkey, rows, SALT if opening else None, asked if opening else ())


def test_a_receipt_holds_with_and_without_its_questions() -> None:
    for one in (a_receipt(), a_receipt(opening=False)):
        read = receipts.parse_receipt(one.to_bytes())
        assert receipts.is_receipt(one.to_bytes())
        assert receipts.check_signature(read) == SIGNER.verifier
        receipts.check_rows(read)
    assert "无此企业" not in a_receipt(opening=False).to_bytes().decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"none":1', '"none":2'),
        ('"outcome":"none"', '"outcome":"same"'),
        ("无此企业", "无此公司"),
        ('"signature":"— qinglan', '"signature":"— qinglang'),
    ],
)
def test_a_changed_receipt_fails(old: str, new: str) -> None:
    raw = a_receipt().to_bytes().decode()
    assert old in raw
    with pytest.raises(ReceiptError):
        _judge(raw.replace(old, new).encode())


def _judge(raw: bytes) -> None:
    read = receipts.parse_receipt(raw)
    receipts.check_signature(read)
    receipts.check_rows(read)


def test_one_row_can_be_opened_alone() -> None:
    whole = a_receipt()
    row = whole.rows[1]
    assert receipts.asked_commitment(Question("无此企业有限公司"), receipts.row_salt(SALT, 2)) == row["asked"]
    assert receipts.asked_commitment(Question("无此企业有限公司"), receipts.row_salt(SALT, 1)) != row["asked"]

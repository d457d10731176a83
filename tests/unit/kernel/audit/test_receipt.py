"""Receipts of years ago: their sentences may have been put better since; what they decide may not differ."""

import copy
from datetime import UTC, date, datetime

import pytest

from gongbao.kernel.audit.log import Question as Trusted
from gongbao.kernel.audit.receipt import audit_receipt
from gongbao.kernel.audit.report import Verdict
from gongbao.kernel.screening import receipt as receipts
from gongbao.kernel.screening import snapshot
from gongbao.kernel.screening.parties import Answer, Party, Question
from gongbao.kernel.screening.receipt import ListVersion, Receipt
from gongbao.kernel.screening.screener import FORMER_VERSION, VERSION, Screener
from gongbao.kernel.tlog.note import KeyType, Signer

SIGNER = Signer("qinglan.example/gongbao/screening", KeyType.ED25519, bytes(range(32)))
SALT, NOW = bytes(range(32)), datetime(2026, 7, 10, 3, tzinfo=UTC)
HEAD = snapshot.Head("qinglan.example/gongbao", date(2026, 7, 10), "2026-07-10T02:00:00Z", (("青岚县", ""),))
VERSION_NUMBER, LISTED = snapshot.write(HEAD, [Party("1", "青岚县花鲸信科技有限公司", codes=("91999101MA0AGENT0X",))])
SCREENER = Screener(snapshot.read(LISTED).parties, snapshot.read(LISTED).lexicon())
# As they were worded when the receipts were signed.
LOST = ("代码在表格里成了数字,末几位已丢失。请把这一列设为“文本”再填。", "The code became a number.")
QUOTE = ("这一行的引号不成对,读不出。", "A quotation mark is never closed.")
TOO_LONG = ("名称超过 300 个字符,请核对这一行。", "A name of more than 300 characters.")


def signed(rows, asked, algorithm=VERSION):
    said = receipts.statement(
        rows=rows,
        root=receipts.root_over(rows),
        asked_of=ListVersion(VERSION_NUMBER, 1, "2026-07-10", HEAD.known),
        algorithm=algorithm,
        at=NOW,
    )
    line = SIGNER.sign(receipts.note_text(said)).line
    return Receipt(said, line, SIGNER.verifier.vkey, rows, SALT, asked).to_bytes()


def an_older_receipt(change=lambda rows: rows):
    asked = [Question("花鲸信科技有限公司"), Question(), Question(), Question("有" * 301), Question("云岭商行")]
    answers = [
        SCREENER.answer(asked[0]),
        *(
            Answer(one, problem_zh=words[0], problem_en=words[1])
            for one, words in zip(asked[1:4], (LOST, QUOTE, TOO_LONG), strict=True)
        ),
        SCREENER.answer(asked[4]),
    ]
    rows = [receipts.row_of(number, answer, SALT) for number, answer in enumerate(answers, 1)]
    rows = copy.deepcopy(rows)
    rows[0]["hits"][0]["zh"] = "可能是同一家,请人工核对:一处没有写地名。"
    change(rows)
    return signed(rows, asked)


def audited(raw):
    report = audit_receipt(raw, Trusted(None, None, None), None, LISTED)
    return report.verdict, "\n".join(report.lines("zh"))


def test_older_sentences_break_no_receipt():
    verdict, said = audited(an_older_receipt())
    assert verdict is not Verdict.FAILED, said
    assert "5 行全部重新核验，结果相同" in said
    assert "2 行的说明文字与本程序的措辞不同，结论相同" in said


def unread(rows):
    rows[0] |= {"hits": [], "outcome": "unreadable", "problem": {"zh": "读不出", "en": "Not readable"}}


def denied(rows):
    rows[0] |= {"hits": [], "outcome": "none"}


def surer(rows):
    rows[0]["hits"][0]["chance"] = 1


@pytest.mark.parametrize("change", [unread, denied, surer])
def test_another_decision_is_found_out_whatever_sentence_it_bears(change):
    verdict, said = audited(an_older_receipt(change))
    assert verdict is Verdict.FAILED
    assert "第 1 行重新核验的结果不同" in said


def test_a_receipt_of_the_former_version_is_screened_anew_by_its_rules():
    then = Screener(SCREENER.parties, SCREENER.lexicon, version=FORMER_VERSION)
    asked = [Question("花鲸信科技有限公司"), Question("9199910"), Question("Huawei Technologies")]
    rows = [receipts.row_of(number, then.answer(one), SALT) for number, one in enumerate(asked, 1)]
    assert [row["outcome"] for row in rows] == ["possible", "none", "none"]
    verdict, said = audited(signed(rows, asked, FORMER_VERSION))
    assert verdict is not Verdict.FAILED, said
    assert "3 行全部重新核验，结果相同" in said
    assert audited(signed(rows, asked))[0] is Verdict.FAILED


def test_what_does_not_hold_is_said_in_chinese():
    raw = an_older_receipt().replace(b'"outcome":"possible"', b'"outcome":"same"')
    assert "回执不成立：各行不是所签的内容" in audited(raw)[1]
    said = "\n".join(audit_receipt(an_older_receipt(), Trusted(None, None, None), None, b"x").lines("zh"))
    assert "名录文件读不出：不是本系统的名录，或者文件不完整。" in said

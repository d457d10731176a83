"""The audit of a screening receipt: its signature, the key and the list as the log names them, and the answers again.

With the list's file every answer is worked out anew: that a name was not listed is thereby proved for that version.
"""

import json
from collections.abc import Mapping
from typing import Any

from gongbao.kernel.audit.document import Document, audit_proof, enclosed_document
from gongbao.kernel.audit.log import Question as Trusted
from gongbao.kernel.audit.report import Report
from gongbao.kernel.audit.source import Source
from gongbao.kernel.audit.wording import in_chinese
from gongbao.kernel.screening.bulk import answered
from gongbao.kernel.screening.parties import Question
from gongbao.kernel.screening.receipt import (
    KEY_FORMAT,
    LIST_FORMAT,
    Receipt,
    ReceiptError,
    check_rows,
    check_signature,
    parse_receipt,
    row_of,
    without_words,
)
from gongbao.kernel.screening.screener import FORMER_VERSION, VERSION, Screener
from gongbao.kernel.screening.snapshot import Snapshot, SnapshotError, read


def audit_receipt(raw: bytes, question: Trusted, source: Source | None = None, listed: bytes | None = None) -> Report:
    """Verify a receipt; with the file of the list also its answers."""
    report = Report()
    try:
        receipt = parse_receipt(raw)
        check_signature(receipt)
        check_rows(receipt)
    except ReceiptError as error:
        report.failed(f"回执不成立：{in_chinese(error)}。", f"The receipt does not hold: {error}.")
        return report
    said = receipt.statement
    report.ok(
        f"{receipt.vkey.split('+')[0]} 于 {said['at']} 签名，{said['rows']} 行，签名成立，各行正是所签内容。",
        f"Signed by {receipt.vkey.split('+')[0]} at {said['at']}: the signature holds over all {said['rows']} rows.",
    )
    if receipt.salt is None:
        report.note("回执不含所问的内容。", "The receipt does not hold what was asked.")
    else:
        report.ok("所附的问题正是当时所问。", "The questions enclosed are those that were asked.")
    named = {"format": KEY_FORMAT, "vkey": receipt.vkey}
    _say_logged("key", ("签名公钥", "the signing key"), named, receipt, question, source, report)
    version = {"format": LIST_FORMAT, **said["list"]}
    _say_logged("list", ("名录版本", "the list's version"), version, receipt, question, source, report)
    if listed is None:
        report.note(
            "没有给出名录文件，没有重新核验。用 --list 给出即可。",
            "The list's file was not given, so nothing was screened anew. Give it with --list.",
        )
    else:
        _say_anew(receipt, listed, report)
    return report


def _say_logged(
    name: str,
    words: tuple[str, str],
    expected: Mapping[str, Any],
    receipt: Receipt,
    question: Trusted,
    source: Source | None,
    report: Report,
) -> None:
    """Whether the enclosed proof shows that the log says what the receipt says."""
    zh, en = words
    text = (receipt.proofs or {}).get(name, "")
    if not text:
        report.unchecked(
            f"回执没有附{zh}的入账证明（刚签发的回执可能还没有）。",
            f"The receipt encloses no proof that the log names {en} (a receipt just made may lack it).",
        )
        return
    try:
        logged = json.loads(enclosed_document(text.encode()) or b"null")
    except (ValueError, RecursionError):
        logged = None
    if logged != dict(expected):
        report.failed(f"账本里记的{zh}不是回执所说的。", f"The log says something else of {en} than the receipt.")
        return
    report.note(f"账本中的{zh}：", f"In the log, {en}:")
    report.checks += audit_proof(text.encode(), Document(), question, source).checks


def _say_anew(receipt: Receipt, listed: bytes, report: Report) -> None:
    """The answers worked out again against the list's file."""
    try:
        snapshot = read(listed)
    except SnapshotError as error:
        report.failed(f"名录文件读不出：{in_chinese(error)}。", f"The list's file cannot be read: {error}")
        return
    if snapshot.version != receipt.statement["list"]["version"]:
        report.failed("给出的名录不是回执所说的版本。", "The list given is not the version the receipt names.")
        return
    report.ok(
        f"名录文件（{len(snapshot.parties):,} 家）正是回执所说的版本。",
        f"The list given ({len(snapshot.parties):,} parties) is the version the receipt names.",
    )
    if receipt.salt is None:
        report.note("没有问题可以重新核验。", "There are no questions to screen anew.")
    elif receipt.statement["algorithm"] not in (VERSION, FORMER_VERSION):
        report.unchecked(
            f"回执用的算法是 {receipt.statement['algorithm']}，本程序是 {VERSION}，没有重新核验。",
            f"The receipt's algorithm is {receipt.statement['algorithm']}, ours {VERSION}: not screened anew.",
        )
    else:
        _screen_anew(receipt, snapshot, report)


def _screen_anew(receipt: Receipt, snapshot: Snapshot, report: Report) -> None:
    screener = Screener(snapshot.parties, snapshot.lexicon(), version=receipt.statement["algorithm"])
    salt = receipt.salt or b""
    found = answered(receipt.asked, screener)
    reworded = 0
    for row, answer in zip(receipt.rows, found, strict=True):
        anew = row_of(row["n"], answer, salt)
        reworded += anew != row and answer.question != Question()  # of an empty line the file said what is wrong
        if without_words(anew) != without_words(row):
            report.failed(
                f"第 {row['n']} 行重新核验的结果不同。", f"Row {row['n']} comes out otherwise when screened anew."
            )
            return
    if reworded:
        report.note(
            f"{reworded:,} 行的说明文字与本程序的措辞不同，结论相同。",
            f"{reworded:,} rows explain themselves in other words than this program; the decisions are the same.",
        )
    none = sum(row["outcome"] == "none" for row in receipt.rows)
    report.ok(
        f"{len(receipt.rows):,} 行全部重新核验，结果相同；其中 {none:,} 行“未列入”因此得到证明。",
        f"All {len(receipt.rows):,} rows screened anew, the same results; the {none:,} found in no list are proved.",
    )

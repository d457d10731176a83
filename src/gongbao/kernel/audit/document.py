"""The audit of a proof file somebody kept, with or without the document it speaks of and the log it came from."""

from dataclasses import dataclass, replace

from gongbao.kernel.audit.certificate import is_certificate, proof_text
from gongbao.kernel.audit.log import ASKED, Question, earlier_heads, open_head, same_key
from gongbao.kernel.audit.report import BrokenLogError, Report
from gongbao.kernel.audit.source import TILE_LIMIT, Source, UnreachableError
from gongbao.kernel.audit.trust import Trust, judge_note, trust_in_keys
from gongbao.kernel.audit.wording import in_chinese
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.leaf import LeafError, parse_leaf
from gongbao.kernel.tlog.merkle import (
    ProofError,
    check_consistency,
    check_inclusion,
    leaf_hash,
    prove_consistency,
)
from gongbao.kernel.tlog.note import NoteError, parse
from gongbao.kernel.tlog.opening import Opening, opened, parse_opening
from gongbao.kernel.tlog.policy import PolicyError
from gongbao.kernel.tlog.proof import TlogProof, parse_proof
from gongbao.kernel.tlog.tiles import TileReader


@dataclass(frozen=True, slots=True)
class Document:
    """The document at hand: its bytes, and its salt where the proof file does not hold it."""

    payload: bytes | None = None
    salt: bytes | None = None


def audit_proof(raw: bytes, document: Document, question: Question, source: Source | None = None) -> Report:
    """Verify a proof file, or the one in a certificate or its printed codes. `source` is the log it came from, if it is
    at hand: then its head is compared too.
    """
    report = Report()
    try:
        if is_certificate(raw):
            report.note(
                "PDF 里附有证明文件。验证的是证明文件；纸面上的字请与下面列出的内容逐项对照。",
                "The PDF encloses a proof file. That is what is verified: compare the printed words with what is "
                "listed below.",
            )
        _audit(parse_proof(proof_text(raw).decode()), document, question, source, report)
    except UnicodeDecodeError:
        report.failed("证明文件不是文本。", "The proof file is not text.")
    except (ProofError, NoteError) as error:
        report.failed(f"证明不成立：{in_chinese(error)}。", f"The proof does not hold: {error}.")
    except UnreachableError as error:
        report.unchecked(f"读不到账本：{error}", f"The log cannot be read: {error}")
    except BrokenLogError as error:
        report.failed(error.zh, error.en)
    except OSError as error:
        report.unchecked(f"本机读写出错：{error}", f"Reading or writing on this machine failed: {error}")
    return report


def enclosed_document(raw: bytes) -> bytes | None:
    """The document in a proof file, a certificate or its codes, unjudged: to be shown beside a report that verified."""
    try:
        extra = parse_proof(proof_text(raw).decode()).extra
        return None if extra is None else parse_opening(extra).payload
    except (ProofError, UnicodeDecodeError):
        return None


def _audit(proof: TlogProof, document: Document, question: Question, source: Source | None, report: Report) -> None:
    checkpoint = Checkpoint.parse(parse(proof.checkpoint).text)
    opening = None if proof.extra is None else parse_opening(proof.extra)
    if opening is None:
        report.unchecked(
            "证明文件里没有条目，无法验证。", "The proof file holds no entry, so there is nothing to verify."
        )
        return
    _say_inclusion(proof, opening, checkpoint, report)
    _say_document(opening, document, report)
    trust, now = _trust(question, source, checkpoint, report)
    if trust is None:
        report.unchecked(
            f"没有公钥，无法核对树头是否由 {checkpoint.origin} 签名。请用 --vkey、--policy 或 --log 给出。",
            f"Without a key the signature of {checkpoint.origin} cannot be checked. Give --vkey, --policy or --log.",
        )
        return
    head = judge_note(proof.checkpoint, trust, report)
    if head is None:
        return
    same_key(question, head)
    if source and now:
        say_later(("证明里的", "that of the proof"), source, checkpoint, now, report)
    for zh, en, old in earlier_heads(question, trust, checkpoint.origin, report):
        if source and now:
            say_later((zh, f"the earlier one ({en})"), source, old, now, report)
        else:
            _say_beside((zh, en), old, checkpoint, report)


def _trust(
    question: Question, source: Source | None, checkpoint: Checkpoint, report: Report
) -> tuple[Trust | None, Checkpoint | None]:
    """Whom to believe, and the log's head of today if the log is at hand."""
    if source is None:
        return question.trust or _remembered(question, checkpoint.origin), None
    quiet = Report()
    opened_head = open_head(source, question, quiet)
    if opened_head is None:
        report.checks += quiet.checks
        return question.trust, None
    trust, head = opened_head
    if head.checkpoint.origin != checkpoint.origin:
        report.failed(
            f"证明属于账本 {checkpoint.origin}，给出的却是 {head.checkpoint.origin}。",
            f"The proof is of the log {checkpoint.origin}, but the log given is {head.checkpoint.origin}.",
        )
        return trust, None
    return trust, head.checkpoint


def _remembered(question: Question, origin: str) -> Trust | None:
    vkey = question.memory.vkey(origin) if question.memory else None
    try:
        return trust_in_keys([vkey]) if vkey else None
    except (NoteError, PolicyError) as error:
        raise UnreachableError(f"log.vkey ({origin}): {error}") from error


def _say_inclusion(proof: TlogProof, opening: Opening, checkpoint: Checkpoint, report: Report) -> None:
    check_inclusion(proof.hashes, proof.index, checkpoint.size, leaf_hash(opening.entry), checkpoint.root)
    try:
        leaf = parse_leaf(opening.entry)
    except LeafError as error:
        raise ProofError(str(error)) from error
    if leaf.register != checkpoint.origin:
        raise ProofError("the entry is of another register than the log")
    report.ok(
        f"条目在账本 {checkpoint.origin} 的第 {proof.index:,} 位（共 {checkpoint.size:,} 条），"
        f"{len(proof.hashes)} 个哈希通向根。",
        f"The entry stands at {proof.index:,} of {checkpoint.size:,} in the log {checkpoint.origin}; "
        f"{len(proof.hashes)} hashes lead to the root.",
    )
    report.note(
        f"条目：记录 {leaf.record}，第 {leaf.version} 版，{leaf.kind}，{leaf.time}。",
        f"The entry: record {leaf.record}, version {leaf.version}, {leaf.kind}, {leaf.time}.",
    )


def _say_document(opening: Opening, document: Document, report: Report) -> None:
    if opening.salt is None and document.salt is not None:
        opening = replace(opening, salt=document.salt)
    payload = opened(opening, parse_leaf(opening.entry), document.payload)
    if payload is None:
        report.note(
            "没有给出文件内容，只证明了条目在账本里。用 --record 给出文件即可一并核对。",
            "No document was given: only the entry is proved to stand. Give the document with --record.",
        )
        return
    which = (
        ("给出的文件", "document given") if document.payload is not None else ("证明所附的文件", "document enclosed")
    )
    report.ok(
        f"{which[0]}（{len(payload):,} 字节）正是条目所承诺的内容。",
        f"The {which[1]} ({len(payload):,} bytes) is what the entry commits to.",
    )


def say_later(which: tuple[str, str], source: Source, old: Checkpoint, now: Checkpoint, report: Report) -> None:
    """Whether the log as it stands today still contains an older head; `which` names that head in both languages."""
    zh, en = which
    if now.size < old.size:
        report.failed(
            f"账本变短了：{zh}树头有 {old.size:,} 条，现在只有 {now.size:,} 条。",
            f"The log has become shorter: an older head, {en}, has {old.size:,} entries, now there are {now.size:,}.",
        )
        return
    try:
        steps = prove_consistency(old.size, now.size, TileReader(now.size, lambda path: source.read(path, TILE_LIMIT)))
        check_consistency(steps, old.size, now.size, old.root, now.root)
    except FileNotFoundError as error:
        raise BrokenLogError(f"缺少文件 {error}。", f"The file {error} is missing.") from error
    except ProofError as error:
        report.failed(
            f"历史被改写：账本现在的树头（{now.size:,} 条）不包含{zh}树头（{in_chinese(error)}）。"
            "两份签名的树头合起来就是证据，请保存。",
            f"The past was rewritten: the log's head of today ({now.size:,} entries) does not contain {en} ({error}). "
            "The two signed heads together are the evidence: keep both.",
        )
        return
    report.ok(
        f"账本现在的树头（{now.size:,} 条）包含{zh}树头（{old.size:,} 条）。",
        f"The log's head of today ({now.size:,} entries) contains {en} ({old.size:,} entries).",
    )


def _say_beside(which: tuple[str, str], old: Checkpoint, proofs: Checkpoint, report: Report) -> None:
    """An earlier head beside that of the proof, without the log: only heads of one size can be compared."""
    zh, en = which
    if old.size == proofs.size:
        if old.root == proofs.root:
            report.ok(f"证明里的树头就是{zh}树头。", f"The head of the proof is the earlier one ({en}).")
        else:
            report.failed(
                f"账本有两份历史：同为 {old.size:,} 条，证明里的树头与{zh}树头的根不同。"
                "两份签名合起来就是证据，请保存。",
                f"The log has two histories: at {old.size:,} entries the head of the proof and the earlier one ({en}) "
                "have different roots. The two signed heads together are the evidence: keep both.",
            )
        return
    tell = report.unchecked if en == ASKED else report.note
    tell(
        f"没有账本，无法把证明里的树头（{proofs.size:,} 条）与{zh}树头（{old.size:,} 条）相比。请用 --log 给出账本。",
        f"Without the log the head of the proof ({proofs.size:,} entries) cannot be compared with the earlier one "
        f"({en}, {old.size:,} entries). Give the log with --log.",
    )

"""The audit of a whole published log, and of one checkpoint against an earlier one."""

from dataclasses import dataclass
from itertools import takewhile

from gongbao.kernel.audit.content import CONTENT_LIMIT, ContentError, checked, content_path
from gongbao.kernel.audit.histories import Found, Histories
from gongbao.kernel.audit.report import BrokenLogError, Report, listed
from gongbao.kernel.audit.source import (
    BUNDLE_LIMIT,
    TEXT_LIMIT,
    TILE_LIMIT,
    FolderSource,
    Source,
    UnreachableError,
)
from gongbao.kernel.audit.state import Memory
from gongbao.kernel.audit.trust import Trust, judge_note, trust_on_first_use
from gongbao.kernel.audit.walk import Progress, Walked, Whole, walk
from gongbao.kernel.audit.wording import in_chinese
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import ProofError, tree_root
from gongbao.kernel.tlog.note import NoteError
from gongbao.kernel.tlog.policy import Judged, judge
from gongbao.kernel.tlog.tiles import TileReader, tiles_of, unpack_entries

_KINDS_ZH = {
    "publish": "公示",
    "amend": "更正",
    "withdraw": "撤回",
    "erase": "删除",
    "decision": "决定",
    "draw-manifest": "摇号方案",
    "draw-reveal": "摇号揭示",
    "checkpoint-of": "他账本树头",
}


ASKED = "the one of --since"


@dataclass(frozen=True, slots=True)
class Question:
    """What to hold a log against: whom to trust (None: on first use), an earlier checkpoint, what is remembered."""

    trust: Trust | None = None
    since: str | None = None
    memory: Memory | None = None


def audit_log(source: Source, question: Question, progress: Progress | None = None) -> Report:
    """Read a whole log and say whether it is what it signed."""
    report = Report()
    try:
        _audit(source, question, report, progress)
    except UnreachableError as error:
        report.unchecked(f"读不到账本：{error}", f"The log cannot be read: {error}")
    except BrokenLogError as error:
        report.failed(error.zh, error.en)
    except OSError as error:
        report.unchecked(f"本机读写出错：{error}", f"Reading or writing on this machine failed: {error}")
    return report


def _audit(source: Source, question: Question, report: Report, progress: Progress | None) -> None:
    opened = open_head(source, question, report)
    if opened is None:
        return
    trust, head = opened
    size, origin = head.checkpoint.size, head.checkpoint.origin
    earlier = earlier_heads(question, trust, origin, report)
    sizes = frozenset(one.size for _, _, one in earlier if one.size <= size)
    with Histories() as histories:
        found = walk(source, Whole(origin, size, sizes), histories, progress)
        judged = histories.judge()
    _say_entries(found, report)
    _say_histories(judged, report)
    _say_roots(source, head.checkpoint, found, report)
    for zh, en, old in earlier:
        _say_growth(zh, en, old, found, report)
    if isinstance(source, FolderSource) and source.has("content"):
        _say_documents(source, size, report)
    if question.memory and report.verdict == 0:
        question.memory.keep(origin, head.log.vkey, str(head.note), source.place)
    if not earlier:
        _say_first(origin, question, report)


def _say_first(origin: str, question: Question, report: Report) -> None:
    if question.memory is None:
        report.note(
            "没有更早的树头可比。加上 --state 目录，下次就能发现历史是否被改写。",
            "There is no earlier checkpoint to compare. With --state DIR the next audit will notice a rewritten past.",
        )
    elif report.verdict == 0:
        report.note(
            f"第一次核验 {origin}，没有更早的树头可比；已记下这一个。",
            f"This is the first audit of {origin}: no earlier checkpoint to compare; this one is remembered.",
        )


def open_head(source: Source, question: Question, report: Report) -> tuple[Trust, Judged] | None:
    """The log's signed head, under the trust given or on first use."""
    try:
        raw = source.read("checkpoint", TEXT_LIMIT).decode()
    except FileNotFoundError as error:
        raise UnreachableError(f"{source.place}/checkpoint") from error
    except UnicodeDecodeError as error:
        raise BrokenLogError("树头不是文本。", "The checkpoint is not text.") from error
    trust = question.trust or trust_on_first_use(source, report, question.memory)
    if trust is None:
        return None
    head = judge_note(raw, trust, report)
    if head is None:
        return None
    same_key(question, head)
    return trust, head


def same_key(question: Question, head: Judged) -> None:
    """The key that signed is the one remembered for this log; BrokenLogError if it is another, given or not."""
    pinned = question.memory.vkey(head.checkpoint.origin) if question.memory else None
    if pinned is not None and pinned != head.log.vkey:
        raise BrokenLogError(
            f"{head.checkpoint.origin} 的签名公钥是 {head.log.vkey}，以前记下的却是 {pinned}。",
            f"{head.checkpoint.origin} is signed with the key {head.log.vkey}; the one remembered is {pinned}.",
        )


def earlier_heads(question: Question, trust: Trust, origin: str, report: Report) -> list[tuple[str, str, Checkpoint]]:
    """The earlier heads to hold this one against, each signed by the same log."""
    remembered = question.memory.checkpoint(origin) if question.memory else None
    found = []
    for zh, en, raw in (("--since 的", ASKED, question.since), ("上次记下的", "the last", remembered)):
        if raw is None:
            continue
        try:
            old = judge(raw, trust.policy).checkpoint
        except NoteError as error:
            report.failed(
                f"{zh}树头的签名不成立：{in_chinese(error)}。",
                f"The earlier checkpoint ({en}) does not stand: {error}.",
            )
            continue
        if old.origin != origin:
            report.failed(
                f"{zh}树头属于另一个账本 {old.origin}。", f"The earlier checkpoint ({en}) is of the log {old.origin}."
            )
            continue
        found.append((zh, en, old))
    return found


def _say_entries(found: Walked, report: Report) -> None:
    kinds_zh = listed([f"{_KINDS_ZH[kind]} {n:,}" for kind, n in found.kinds.most_common()], "、")
    kinds_en = listed([f"{kind} {n:,}" for kind, n in found.kinds.most_common()], ", ")
    if found.wrong_total:
        examples_zh = listed([f"第 {index} 条（{in_chinese(why)}）" for index, why in found.wrong], "、")
        examples_en = listed([f"{index} ({why})" for index, why in found.wrong], "; ")
        report.failed(
            f"{found.wrong_total:,} 条的格式不对，例如：{examples_zh}。",
            f"{found.wrong_total:,} entries are not of the log's format, such as: {examples_en}.",
        )
    elif found.entries:
        report.ok(
            f"逐条检查 {found.entries:,} 条（{found.entry_bytes:,} 字节），格式全部正确：{kinds_zh}；"
            f"时间 {found.first} 至 {found.last}。",
            f"Read {found.entries:,} entries ({found.entry_bytes:,} bytes), every one of the right form: {kinds_en}; "
            f"from {found.first} to {found.last}.",
        )
    else:
        report.ok("账本是空的。", "The log is empty.")


def _say_histories(found: Found, report: Report) -> None:
    if found.contradicted:
        report.failed(
            f"同一记录的同一版本有两种内容，共 {found.contradicted:,} 处，例如第 {_pairs(found.contradictions)} 条。",
            f"{found.contradicted:,} entries contradict an earlier one of the same record, version and kind, such as "
            f"{_pairs(found.contradictions)}.",
        )
    if found.broken:
        report.failed(
            f"{found.broken:,} 条没有接在上一版之后，例如第 {_pairs(found.breaks)} 条。",
            f"{found.broken:,} entries do not follow the version before them, such as {_pairs(found.breaks)}.",
        )
    if not (found.contradicted or found.broken):
        report.ok(
            f"没有一个版本有两种内容；{found.amended - found.unseen:,} 条更正都接在上一版之后。",
            f"No version was told in two ways; {found.amended - found.unseen:,} amendments follow the version before.",
        )
    if found.repeated:
        report.note(
            f"{found.repeated:,} 条与先前的完全重复，例如第 {_pairs(found.repeats)} 条。",
            f"{found.repeated:,} entries repeat an earlier one, such as {_pairs(found.repeats)}.",
        )
    if found.unseen:
        report.note(
            f"{found.unseen:,} 条更正的上一版不在这本账里。",
            f"Of {found.unseen:,} amendments the version before is not in this log.",
        )


def _say_documents(source: FolderSource, size: int, report: Report) -> None:
    """The public documents that lie beside the log in a mirror's folder, each held against its entry."""
    count = 0
    for tile in takewhile(lambda tile: tile.level == 0, tiles_of(size)):
        try:
            raw = source.read(content_path(tile.number), CONTENT_LIMIT)
        except FileNotFoundError:
            continue
        (bundle,) = source.read_all([(tile.bundle_path, BUNDLE_LIMIT)])
        try:
            count += len(checked(raw, tile.number, unpack_entries(bundle or b"")))
        except ContentError as error:
            report.failed(f"公示原文与条目不符：{error}。", f"A public document does not fit: {error}.")
            return
    report.ok(
        f"{count:,} 份公示原文逐份与条目的承诺值核对，全部相符。",
        f"{count:,} public documents held against their entries' commitments; all fit.",
    )


def _pairs(places: list[tuple[int, int]]) -> str:
    return ", ".join(f"{first:,}/{second:,}" for first, second in places)


def _say_roots(source: Source, head: Checkpoint, found: Walked, report: Report) -> None:
    if found.root == head.root:
        report.ok("由全部条目重新算出的根与签名的根相同。", "The root recomputed from all entries is the one signed.")
    else:
        report.failed(
            f"由条目算出的根是 {found.root.hex()}，签名的根是 {head.root.hex()}。",
            f"The entries give the root {found.root.hex()}, but {head.root.hex()} was signed.",
        )
    if root_from_tiles(source, head.size) == head.root:
        report.ok(
            f"{found.tiles:,} 个分片逐一核对，由分片算出的根也相同。",
            f"All {found.tiles:,} tiles compared; the root from the tiles is the same.",
        )
    else:
        report.failed("由分片算出的根与签名的根不同。", "The root from the tiles is not the one signed.")


def root_from_tiles(source: Source, size: int) -> bytes:
    """The root of a tree of `size` leaves, from the tiles on its right edge."""
    try:
        return tree_root(size, TileReader(size, lambda path: source.read(path, TILE_LIMIT)))
    except (FileNotFoundError, ProofError) as error:
        raise BrokenLogError(f"分片不全：{in_chinese(error)}。", f"Tiles are missing or cut off: {error}.") from error


def _say_growth(zh: str, en: str, old: Checkpoint, found: Walked, report: Report) -> None:
    if old.size > found.entries:
        report.failed(
            f"账本变短了：{zh}树头有 {old.size:,} 条，现在只有 {found.entries:,} 条。",
            f"The log has become shorter: the earlier checkpoint ({en}) has {old.size:,} entries, now there are "
            f"{found.entries:,}.",
        )
    elif found.roots[old.size] != old.root:
        report.failed(
            f"历史被改写：前 {old.size:,} 条现在的根与{zh}树头不同。两份签名合起来就是证据，请保存。",
            f"The past was rewritten: the first {old.size:,} entries give another root than the earlier checkpoint "
            f"({en}). The two signed checkpoints together are the evidence: keep both.",
        )
    else:
        report.ok(
            f"与{zh}树头（{old.size:,} 条）一致：只增加了 {found.entries - old.size:,} 条，没有改动。",
            f"Consistent with the earlier checkpoint ({en}, {old.size:,} entries): {found.entries - old.size:,} were "
            "added, none changed.",
        )

"""What anybody has seen signed: the guard, our files, our table, the witnesses, and a mirror the operator names."""

from gongbao.foundation.ledger import guard, witnessing
from gongbao.foundation.ledger.actions.publish import active_witnesses
from gongbao.foundation.ledger.files import LogFiles
from gongbao.foundation.ledger.models import SignedHead
from gongbao.foundation.ledger.refusals import LogRefusal
from gongbao.foundation.ledger.signing import log_signer
from gongbao.kernel.audit.source import BUNDLE_LIMIT, TEXT_LIMIT, Source
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.merkle import EMPTY_ROOT
from gongbao.kernel.tlog.note import NoteError, open_note
from gongbao.kernel.tlog.tiles import WIDTH, Tile

AT_ONCE = 64


def largest_seen(files: LogFiles, mirror: Source | None) -> guard.Signed:
    """The largest head known to have been signed with our key. Refuses when nobody outside could be asked who should
    have been: witnesses are configured, none answers, and no mirror is named.
    """
    seen = [guard.last_signed() or guard.Signed(0, EMPTY_ROOT)]
    seen += [guard.Signed(row.size, bytes(row.root)) for row in SignedHead.objects.order_by("-size")[:1]]
    heads = [shown(files)]
    if mirror is not None:
        heads.append(shown_by(mirror))
    seen += [guard.Signed(head[0].size, head[0].root) for head in heads if head]
    seen += _by_witnesses(alone=mirror is None)
    return max(seen, key=lambda one: one.size)


def _by_witnesses(*, alone: bool) -> list[guard.Signed]:
    witnesses = active_witnesses()
    asked = witnessing.ask_all(witnesses, lambda one: witnessing.latest_of(one, log_signer().verifier.name))
    if alone and witnesses and all(one.error for one in asked):
        raise LogRefusal(
            "ledger.no-witness-answers",
            "不知道最后签到了哪里，又没有一个见证人应答。请在能联系上见证人时再运行 gongbao ledger reconcile,"
            "或用 --since 指明镜像。",
            "What was last signed is unknown and no witness answers. Run `gongbao ledger reconcile` again when a "
            "witness can be reached, or name a mirror with --since.",
        )
    return [guard.Signed(one.value.size, one.value.root) for one in asked if isinstance(one.value, Checkpoint)]


def shown(files: LogFiles) -> tuple[Checkpoint, str] | None:
    """The published checkpoint, if it is there and our own key signed it, and its note without cosignatures."""
    return _opened(files.read("checkpoint")) if files.has("checkpoint") else None


def shown_by(mirror: Source) -> tuple[Checkpoint, str]:
    """A mirror's checkpoint; refuses one our own key did not sign."""
    try:
        return _opened(mirror.read("checkpoint", TEXT_LIMIT))
    except (FileNotFoundError, NoteError, UnicodeDecodeError) as error:
        raise LogRefusal(
            "ledger.not-our-mirror",
            f"{mirror.place} 没有本账本签名的 checkpoint({error})。请核对地址。",
            f"{mirror.place} has no checkpoint signed by this log ({error}). Check the address.",
        ) from error


def _opened(note: bytes) -> tuple[Checkpoint, str]:
    opened, _ = open_note(note.decode(), [log_signer().verifier])
    return Checkpoint.parse(opened.text), opened.text + "\n" + opened.signatures[0].line


def fetch_entries(files: LogFiles, mirror: Source, size: int) -> int:
    """Take over from a mirror the entry bundles our own folder lacks; what they hold is proved by whoever reads them.

    Returns how many files were written.
    """
    wanted = []
    for number in range(-(-size // WIDTH)):
        tile = Tile(0, number, min(WIDTH, size - number * WIDTH))
        if not files.has(tile.bundle_path):
            wanted.append((tile.bundle_path, BUNDLE_LIMIT))
    written = 0
    for start in range(0, len(wanted), AT_ONCE):
        batch = wanted[start : start + AT_ONCE]
        for (path, _), content in zip(batch, mirror.read_all(batch), strict=True):
            if content is not None:
                files.rewrite(path, content)
                written += 1
    return written

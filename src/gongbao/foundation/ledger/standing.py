"""Whether the database may be taken for the log: everything at hand that could know a newer one is asked first."""

from gongbao.foundation.ledger import guard
from gongbao.foundation.ledger.files import log_files
from gongbao.foundation.ledger.models import Head
from gongbao.foundation.ledger.refusals import no_guard, restored, shortened
from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import NoteError


def refuse_older(head: Head) -> guard.Signed:
    """Refuse (LogRefusal) when guard or published checkpoint know a larger log, or when one of them was restored.

    Returns what was last signed.
    """
    signed = guard.last_signed()
    if signed is None:
        raise no_guard()
    if signed.size > head.size:
        raise shortened(head.size, signed.size, "ledger.guard")
    shown = shown_size()
    if shown > head.size:
        raise shortened(head.size, shown, "ledger/checkpoint")
    if guard.restored():
        raise restored()
    return signed


def shown_size() -> int:
    """The size in the published checkpoint, whoever signed it; 0 when there is none to read."""
    files = log_files()
    try:
        text = files.read("checkpoint").decode()
        return Checkpoint.parse(text.partition("\n\n")[0] + "\n").size
    except (FileNotFoundError, UnicodeDecodeError, NoteError):
        return 0

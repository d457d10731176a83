"""Whose cosignatures make a head trustworthy, in the format of C2SP tlog-policy: published beside the log."""

from collections.abc import Sequence

from django.conf import settings

from gongbao.foundation.ledger.models import Witness
from gongbao.kernel.tlog.note import Verifier


def quorum_of(witnesses: int) -> int:
    """How many of the active witnesses must have cosigned: more than half; none where there are none."""
    return witnesses // 2 + 1 if witnesses else 0


def policy_text(log: Verifier, witnesses: Sequence[Witness]) -> str:
    """The policy file: this log, its witnesses, and the quorum among them."""
    lines = [f"log {log.vkey} {settings.PUBLIC_URL}/ledger"]
    names = []
    for number, witness in enumerate(witnesses, 1):
        names.append(f"w{number}")
        lines.append(f"witness w{number} {witness.vkey} {witness.url}")
    if names:
        lines += [f"group quorum-of-witnesses {quorum_of(len(names))} {' '.join(names)}", "quorum quorum-of-witnesses"]
    else:
        lines.append("quorum none")
    return "\n".join(lines) + "\n"

"""The file a citizen keeps (C2SP tlog-proof draft v1): an inclusion proof with the checkpoint it leads to."""

import base64
import binascii
import re
from dataclasses import dataclass

from gongbao.kernel.tlog.merkle import ProofError

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
_INDEX = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Leaf `index`, the hashes from leaf to root, and the signed checkpoint as it was published.

    `extra` is not authenticated by the format; ours holds the salt and the payload, which the entry commits to.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def to_text(self) -> str:
        lines = [HEADER]
        if self.extra is not None:
            lines.append("extra " + base64.b64encode(self.extra).decode())
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(h).decode() for h in self.hashes]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def parse_proof(text: str) -> TlogProof:
    """Read a `.tlog-proof` file; ProofError says what is wrong with it."""
    head, divider, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not divider or lines.pop(0) != HEADER:
        raise ProofError(f"not a proof file: its first line should be {HEADER}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _decode(lines.pop(0).removeprefix("extra "))
    line = lines.pop(0) if lines else ""
    index = line.removeprefix("index ") if line.startswith("index ") else ""
    if not _INDEX.fullmatch(index):
        raise ProofError("the proof file names no index")
    if len(lines) > MOST_HASHES:
        raise ProofError(f"a proof has at most {MOST_HASHES} hashes")
    hashes = tuple(_decode(line) for line in lines)
    if any(len(h) != 32 for h in hashes):
        raise ProofError("a hash in the proof has not 32 bytes")
    return TlogProof(int(index), hashes, checkpoint, extra)


def _decode(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProofError("a line of the proof is not base64") from error

"""Checkpoints (C2SP tlog-checkpoint v1.0.0): origin, size and root of a log, as the text of a signed note."""

import base64
import binascii
import re
from dataclasses import dataclass

from gongbao.kernel.tlog.note import NoteError

LARGEST_SIZE = 2**63 - 1  # what other implementations can hold
_SIZE = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a note's text; extension lines are allowed and ignored."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteError("a checkpoint has an origin, a size and a root")
        origin, size, root = lines[:3]
        if not _SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
            raise NoteError("a checkpoint's size is a decimal without leading zeros, below 2**63")
        try:
            decoded = base64.b64decode(root, validate=True)
        except (binascii.Error, ValueError) as error:
            raise NoteError("a checkpoint's root is base64") from error
        if len(decoded) != 32:
            raise NoteError("a checkpoint's root has 32 bytes")
        return cls(origin, int(size), decoded)

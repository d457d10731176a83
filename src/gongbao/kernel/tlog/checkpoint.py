"""Checkpoints (C2SP tlog-checkpoint v1.0.0): origin, size and root of a log, as the text of a signed note."""

import base64
import binascii
from dataclasses import dataclass

from gongbao.kernel.tlog.note import NoteError


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
        if len(lines) < 4 or lines[-1] or not lines[0]:
            raise NoteError("a checkpoint has an origin, a size and a root")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit()) or (size[0] == "0" and size != "0"):
            raise NoteError("a checkpoint's size is a decimal without leading zeros")
        try:
            decoded = base64.b64decode(root, validate=True)
        except (binascii.Error, ValueError) as error:
            raise NoteError("a checkpoint's root is base64") from error
        if len(decoded) != 32:
            raise NoteError("a checkpoint's root has 32 bytes")
        return cls(origin, int(size), decoded)

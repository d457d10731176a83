"""Whom to trust (C2SP tlog-policy): which logs, which witnesses, and how many of them must have cosigned.

Lines: `log <vkey> [<url>]`, `witness <name> <vkey> [<url>]`, `group <name> <k|any|all> <member>…`,
`quorum <name|none>`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from gongbao.kernel.tlog.checkpoint import Checkpoint
from gongbao.kernel.tlog.note import KeyType, Note, NoteError, Verifier, open_note

NONE = "none"
_BLANK = re.compile("[ \t]+")
_THRESHOLD = re.compile("[1-9][0-9]{0,3}")
MOST_LINES = 1000


class PolicyError(ValueError):
    """A policy that cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which at least `k` must have witnessed."""

    k: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file read. `quorum` names a witness or group, or is NONE."""

    logs: tuple[Verifier, ...]
    witnesses: Mapping[str, Verifier]
    groups: Mapping[str, Group]
    quorum: str
    urls: Mapping[Verifier, str] = field(default_factory=dict)

    def met_by(self, cosigners: Iterable[Verifier]) -> bool:
        """Whether these witnesses are enough. A name is a member at most once, so none counts twice."""
        signed = set(cosigners)
        witnessed = {name: key in signed for name, key in self.witnesses.items()}
        for name, group in self.groups.items():  # in the file's order: members stand before their group
            witnessed[name] = sum(witnessed[member] for member in group.members) >= group.k
        return self.quorum == NONE or witnessed[self.quorum]

    def needs(self) -> str:
        """The quorum in words of the file: `2 of (a, b, c)`; `none` when no cosignature is asked for."""
        said = {name: name for name in [NONE, *self.witnesses]}
        for name, group in self.groups.items():
            said[name] = f"{group.k} of ({', '.join(said[member] for member in group.members)})"
        return said[self.quorum]


@dataclass(frozen=True, slots=True)
class Judged:
    """A checkpoint held against a policy: who cosigned when (Unix seconds), and whether that is enough."""

    checkpoint: Checkpoint
    note: Note
    log: Verifier
    cosigned: tuple[tuple[str, int], ...]
    quorum_met: bool


def judge(raw: str, policy: Policy) -> Judged:
    """Open a signed checkpoint under a policy. NoteError when no log of the policy signed it for its own origin, or
    when any known key's signature is false. A missing quorum is not an error here: see `quorum_met`.
    """
    note, good = open_note(raw, [*policy.logs, *policy.witnesses.values()])
    checkpoint = Checkpoint.parse(note.text)
    signers = [key for key, _ in good if key in policy.logs and key.name == checkpoint.origin]
    if not signers:
        raise NoteError(f"no trusted log signed this checkpoint of {checkpoint.origin}")
    names = {key: name for name, key in policy.witnesses.items()}
    cosigned = [(names[key], signature.time) for key, signature in good if key in names]
    met = policy.met_by(key for key, _ in good if key in names)
    return Judged(checkpoint, note, signers[0], tuple(cosigned), met)


def parse_policy(text: str) -> Policy:
    """Read a policy file; PolicyError says which line is wrong."""
    if any((ord(c) < 0x20 and c not in "\t\n") or ord(c) == 0x7F for c in text):
        raise PolicyError("a policy has no control characters but tab and newline")
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise PolicyError(f"a policy has at most {MOST_LINES} lines")
    draft = _Draft()
    for number, line in enumerate(lines, 1):
        words = _BLANK.split(line.strip(" \t"))
        if not words[0] or words[0].startswith("#"):
            continue
        try:
            draft.read(words)
        except (PolicyError, NoteError) as error:
            raise PolicyError(f"line {number}: {error}") from error
    if draft.quorum is None:
        raise PolicyError("a policy has a quorum line; `quorum none` asks for no cosignature")
    return Policy(tuple(draft.logs), draft.witnesses, draft.groups, draft.quorum, draft.urls)


class _Draft:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.groups: dict[str, Group] = {}
        self.urls: dict[Verifier, str] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def read(self, words: list[str]) -> None:
        kinds: dict[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if words[0] not in kinds:
            raise PolicyError(f"a line begins with log, witness, group or quorum, not {words[0]}")
        kinds[words[0]](words[1:])

    def _log(self, words: list[str]) -> None:
        key = self._key(words, KeyType.ED25519)
        if any(key.public == other.public for other in self.logs):
            raise PolicyError("this log is there twice")
        self.logs.append(key)

    def _witness(self, words: list[str]) -> None:
        if len(words) < 2:
            raise PolicyError("a witness has a name and a vkey")
        name = self._new_name(words[0])
        key = self._key(words[1:], KeyType.COSIGNATURE)
        if any(key.public == other.public for other in self.witnesses.values()):
            raise PolicyError("this witness is there twice")
        self.witnesses[name] = key

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyError("a group has a name, a number (or any, or all) and members")
        name, threshold, *members = words
        self._new_name(name)
        for member in members:
            self._known_name(member)
            if member in self._members:
                raise PolicyError(f"{member} is a member already")
            self._members.add(member)
        k = {"any": 1, "all": len(members)}.get(threshold)
        if k is None:
            if not _THRESHOLD.fullmatch(threshold) or int(threshold) > len(members):
                raise PolicyError(f"of {len(members)} members, {threshold} cannot be asked for")
            k = int(threshold)
        self.groups[name] = Group(k, tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorum is not None:
            raise PolicyError("there is one quorum line, with one name")
        if words[0] != NONE:
            self._known_name(words[0])
        self.quorum = words[0]

    def _key(self, words: list[str], kind: KeyType) -> Verifier:
        if len(words) not in {1, 2}:
            raise PolicyError("a key stands with at most one address")
        key = Verifier.parse(words[0])
        if key.kind is not kind:
            raise PolicyError(f"a key of type {key.kind:#04x} stands where {kind:#04x} belongs")
        if len(words) == 2:
            self.urls[key] = words[1]
        return key

    def _new_name(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyError(f"the name {name} is taken")
        return name

    def _known_name(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyError(f"{name} is not defined above")

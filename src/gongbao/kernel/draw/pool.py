"""The pool as it is committed before the draw: salted leaves that give no firm away until they are opened."""

import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.tlog.merkle import check_inclusion, leaf_hash, prove_inclusion, root_of

_LEAF = b"draw/member/v1\n"
SALT_BYTES = 16


class Member(NamedTuple):
    """A firm of the pool: identifier, the stratum it is in, its salt."""

    identifier: str
    stratum: str
    salt: bytes

    def entry(self) -> bytes:
        """What the tree's leaf is made of: SHA-256 over salt, stratum and identifier, each with its length."""
        parts = (self.salt, self.stratum.encode(), self.identifier.encode())
        return sha256(_LEAF + b"".join(len(part).to_bytes(2, "big") + part for part in parts)).digest()


def salted(identifiers: Iterable[tuple[str, str]]) -> list[Member]:
    """Members with fresh salts, from (identifier, stratum), in the order of the tree: by leaf, which says nothing."""
    members = [Member(identifier, stratum, secrets.token_bytes(SALT_BYTES)) for identifier, stratum in identifiers]
    check_members(members)
    return sorted(members, key=Member.entry)


def check_members(members: Sequence[Member]) -> None:
    """Raises DrawFault when a firm is in the pool twice or the pool is empty."""
    if not members:
        raise DrawFault("pool-empty", "抽查对象名单是空的。", "The pool is empty.")
    seen: set[str] = set()
    for member in members:
        if member.identifier in seen:
            raise DrawFault(
                "pool-twice",
                f"{member.identifier} 在名单里出现了两次：每户只能有一签。",
                f"{member.identifier} is in the pool twice: each firm has one ticket.",
            )
        seen.add(member.identifier)


def pool_root(members: Sequence[Member]) -> bytes:
    """The Merkle root of the members in tree order (RFC 6962)."""
    return root_of([leaf_hash(member.entry()) for member in members])


def conflicts_root(conflicts: Sequence[Member]) -> bytes:
    """The root over the conflicts of interest: a leaf for each, the firm as identifier, the inspector as stratum."""
    return root_of(sorted(leaf_hash(one.entry()) for one in conflicts))


class Place(NamedTuple):
    """A firm's proof that it was in the pool: its opened leaf, where it is, and the path to the root."""

    member: Member
    position: int
    size: int
    path: tuple[bytes, ...]


def place_of(members: Sequence[Member], identifier: str) -> Place | None:
    """A firm's place in a pool in tree order; None when it was not in it."""
    index = next((n for n, member in enumerate(members) if member.identifier == identifier), None)
    if index is None:
        return None
    hashes = [leaf_hash(member.entry()) for member in members]

    def read(ranges: Sequence[tuple[int, int]]) -> list[bytes]:
        return [root_of(hashes[at << level : (at + 1) << level]) for level, at in ranges]

    return Place(members[index], index, len(members), tuple(prove_inclusion(index, len(members), read)))


def check_place(place: Place, root: bytes) -> None:
    """Raises ProofError unless the place is in the pool with this root."""
    check_inclusion(place.path, place.position, place.size, leaf_hash(place.member.entry()), root)

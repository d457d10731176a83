"""The Merkle tree of RFC 6962 section 2.1, with the verification algorithms of RFC 9162 section 2.1.3 and 2.1.4.

Hashes are 32 bytes of SHA-256. Proofs are lists of hashes, leaf to root.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32
HashReader = Callable[[Sequence[tuple[int, int]]], list[bytes]]


class ProofError(Exception):
    """A proof that does not prove; the message says where it fails."""


def leaf_hash(entry: bytes) -> bytes:
    """H(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the perfect subtrees of a growing tree, largest first: all that appending needs."""

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if size < 0 or len(self.hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} subtree roots, not {len(self.hashes)}")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash: O(1) amortised."""
        rest = self.size
        hashes = self.hashes
        while rest & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()  # node_hash, written out: this loop is the whole cost
            rest >>= 1
        hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree so far."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for subtree in reversed(self.hashes[:-1]):
            root = node_hash(subtree, root)
        return root

    def to_bytes(self) -> bytes:
        """The hashes one after the other, for storing beside `size`."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> "Frontier":
        """The inverse of `to_bytes`."""
        return cls(size, [stored[i : i + 32] for i in range(0, len(stored), 32)])


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def _split(n: int) -> int:
    """The largest power of two smaller than n (n > 1)."""
    return 1 << ((n - 1).bit_length() - 1)


def subtrees(lo: int, hi: int) -> list[tuple[int, int]]:
    """The perfect subtrees (level, index) that make up the range [lo, hi), left to right.

    `lo` must be aligned as ranges of the tree's own recursion are.
    """
    parts = []
    while lo < hi:
        level = min((lo & -lo).bit_length() - 1 if lo else 63, (hi - lo).bit_length() - 1)
        parts.append((level, lo >> level))
        lo += 1 << level
    return parts


def _range_root(hashes: Sequence[bytes]) -> bytes:
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def _inclusion_ranges(index: int, lo: int, hi: int) -> list[tuple[int, int]]:
    ranges = []
    while hi - lo > 1:
        middle = lo + _split(hi - lo)
        if index < middle:
            ranges.append((middle, hi))
            hi = middle
        else:
            ranges.append((lo, middle))
            lo = middle
    return ranges[::-1]


def _consistency_ranges(old: int, lo: int, hi: int) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    whole = True
    while old != hi:
        middle = lo + _split(hi - lo)
        if old <= middle:
            ranges.append((middle, hi))
            hi = middle
        else:
            ranges.append((lo, middle))
            lo = middle
            whole = False
    if not whole:
        ranges.append((lo, hi))
    return ranges[::-1]


def _read_ranges(ranges: Sequence[tuple[int, int]], read: HashReader) -> list[bytes]:
    wanted = [subtrees(lo, hi) for lo, hi in ranges]
    found = iter(read([part for parts in wanted for part in parts]))
    return [_range_root([next(found) for _ in parts]) for parts in wanted]


def prove_inclusion(index: int, size: int, read: HashReader) -> list[bytes]:
    """The proof that leaf `index` stands in the tree of `size` leaves. `read` gives hashes by (level, index)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return _read_ranges(_inclusion_ranges(index, 0, size), read)


def prove_consistency(old: int, size: int, read: HashReader) -> list[bytes]:
    """The proof that the tree of `size` leaves only added to the tree of `old`."""
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {size} never had {old} leaves")
    if old in {0, size}:
        return []
    return _read_ranges(_consistency_ranges(old, 0, size), read)


def tree_root(size: int, read: HashReader) -> bytes:
    """The root of the tree of `size` leaves from its perfect subtrees."""
    return _range_root(read(subtrees(0, size))) if size else EMPTY_ROOT


def _check_lengths(*hashes: bytes) -> None:
    """Hashes of other lengths could be cut another way and still hash to the same nodes."""
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofError(f"a hash has not {HASH_BYTES} bytes")


def root_from_path(proof: Sequence[bytes], index: int, size: int, leaf: bytes) -> bytes:
    """The root that an inclusion proof leads to from `leaf` (a leaf hash) at `index` of `size`. RFC 9162 2.1.3.2.

    ProofError when the proof has not the length that index and size ask for.
    """
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is outside a tree of {size}")
    _check_lengths(leaf, *proof)
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            raise ProofError("the proof is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            r = node_hash(r, p)
        fn >>= 1
        sn >>= 1
    if sn:
        raise ProofError("the proof is too short")
    return r


def check_inclusion(proof: Sequence[bytes], index: int, size: int, leaf: bytes, root: bytes) -> None:
    """Raise ProofError unless `leaf` (a leaf hash) is leaf `index` of the tree (size, root)."""
    _check_lengths(root)
    if root_from_path(proof, index, size, leaf) != root:
        raise ProofError("the proof leads to another root")


def check_consistency(proof: Sequence[bytes], old: int, size: int, old_root: bytes, root: bytes) -> None:
    """Raise ProofError unless the tree (size, root) only added to (old, old_root). RFC 9162 2.1.4.2."""
    if not 0 <= old <= size:
        raise ProofError(f"{size} leaves cannot extend {old}")
    _check_lengths(old_root, root, *proof)
    if old in {0, size}:
        if proof:
            raise ProofError("the proof is too long")
        if (old == size and old_root != root) or (old == 0 and old_root != EMPTY_ROOT):
            raise ProofError("two roots for one size")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise ProofError("the proof is too short")
    found_old, found = _climb(path, old - 1, size - 1)
    if found_old != old_root:
        raise ProofError("the proof leads to another old root")
    if found != root:
        raise ProofError("the proof leads to another root")


def _climb(path: Sequence[bytes], fn: int, sn: int) -> tuple[bytes, bytes]:
    """Both roots that a consistency path leads to."""
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise ProofError("the proof is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, c)
        fn >>= 1
        sn >>= 1
    if sn:
        raise ProofError("the proof is too short")
    return fr, sr

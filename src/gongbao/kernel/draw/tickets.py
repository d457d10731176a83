"""Seed, tickets, order and quotas of draw/v1: who is drawn, who is next, with nothing but SHA-256."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256

from gongbao.kernel.draw.faults import DrawFault

_SEED, _TICKET, _INSPECTOR = b"draw/seed/v1\n", b"draw/ticket/v1\n", b"draw/inspector/v1\n"


def seed_of(manifest: bytes, beacon: bytes, secret: bytes) -> bytes:
    r"""SHA-256("draw/seed/v1\n" || SHA-256(manifest) || 32 public bytes || 32 secret bytes)."""
    if len(beacon) != 32 or len(secret) != 32:
        raise DrawFault(
            "seed-length", "随机数和密钥都应是 32 字节。", "Public and secret randomness are 32 bytes each."
        )
    return sha256(_SEED + sha256(manifest).digest() + beacon + secret).digest()


def ticket_prefix(seed: bytes, label: str = "") -> bytes:
    """What is hashed before the identifier. `label` is empty unless one firm must have a ticket for each of several."""
    return _TICKET + seed + _counted(label)


def ticket(seed: bytes, identifier: str, label: str = "") -> bytes:
    """The 32 bytes a firm is ordered by."""
    return sha256(ticket_prefix(seed, label) + identifier.encode()).digest()


def order(seed: bytes, identifiers: Iterable[str], label: str = "", *, first: int | None = None) -> list[str]:
    """Identifiers by ticket, then identifier; only the `first` of them when asked, in memory for that many."""
    prefix = ticket_prefix(seed, label)
    keyed = ((sha256(prefix + identifier.encode()).digest(), identifier) for identifier in identifiers)
    ranked = sorted(keyed) if first is None else heapq.nsmallest(first, keyed)
    return [identifier for _, identifier in ranked]


def inspector_order(seed: bytes, entity: str, inspectors: Iterable[str]) -> list[str]:
    """Every inspector's rank for one drawn firm, lowest score first."""
    prefix = _INSPECTOR + seed + _counted(entity)
    return sorted(inspectors, key=lambda inspector: (sha256(prefix + inspector.encode()).digest(), inspector))


def _counted(text: str) -> bytes:
    """Its length in two bytes, then the text."""
    raw = text.encode()
    return len(raw).to_bytes(2, "big") + raw


def quotas_by_rate(sizes: Mapping[str, int], rates: Mapping[str, Fraction]) -> dict[str, int]:
    """How many each stratum gives: its rate of its size, rounded up, never more than it holds."""
    return {
        code: min(size, -(-size * rates[code].numerator // rates[code].denominator)) for code, size in sizes.items()
    }


def quotas_by_count(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """`count` shared out by size: largest remainder, ties by the code of the stratum. Exact."""
    total = sum(sizes.values())
    if not 0 <= count <= total:
        raise DrawFault(
            "quota-above-pool",
            f"要抽 {count} 户，名单只有 {total} 户。",
            f"{count} are to be drawn, the pool holds {total}.",
        )
    if not total:
        return dict.fromkeys(sizes, 0)
    whole = {code: count * size // total for code, size in sizes.items()}
    short = count - sum(whole.values())
    by_remainder = sorted(sizes, key=lambda code: (-(count * sizes[code] % total), code))
    return {code: whole[code] + (code in by_remainder[:short]) for code in sizes}


def check_quotas(sizes: Mapping[str, int], quotas: Mapping[str, int]) -> None:
    """Raises DrawFault when a stratum should give more than it holds."""
    for code, quota in quotas.items():
        if not 0 <= quota <= sizes.get(code, 0):
            raise DrawFault(
                "quota-above-stratum",
                f"分层 {code} 要抽 {quota} 户，只有 {sizes.get(code, 0)} 户：请改比例或数量。",
                f"Stratum {code} should give {quota} and holds {sizes.get(code, 0)}: change the rate or the number.",
            )


class Assigner:
    """Gives inspectors to drawn firms one after another. What was given never changes when more firms follow.

    Deterministic, not perfectly uniform: with caps, earlier firms choose first.
    """

    def __init__(
        self, seed: bytes, inspectors: Sequence[str], *, conflicts: Iterable[tuple[str, str]], cap: int, each: int = 2
    ) -> None:
        self._seed, self._cap, self._each = seed, cap, each
        self._barred = set(conflicts)
        self._visits = dict.fromkeys(inspectors, 0)
        self.found: dict[str, tuple[str, ...]] = {}
        if len(self._visits) != len(inspectors):
            raise DrawFault("inspector-twice", "检查人员名录里有人重复。", "An inspector is in the pool twice.")

    def give(self, entity: str) -> tuple[str, ...]:
        """The inspectors of one more firm; the first of them leads. Raises DrawFault when too few are left."""
        ranked = inspector_order(self._seed, entity, self._visits)
        chosen = tuple(p for p in ranked if self._may(entity, p))[: self._each]
        if len(chosen) < self._each:
            raise DrawFault(
                "inspectors-too-few",
                f"{entity} 可派的检查人员不足 {self._each} 人：请按方案扩大名录或提高上限，不得手工指定。",
                f"Fewer than {self._each} inspectors may visit {entity}: widen pool or cap as planned, never by hand.",
            )
        for inspector in chosen:
            self._visits[inspector] += 1
        self.found[entity] = chosen
        return chosen

    def exchange(self, entity: str, inspector: str) -> str:
        """The next in rank takes an inspector's place; returns who. Raises DrawFault when there is none."""
        present = self.found.get(entity, ())
        if inspector not in present:
            raise DrawFault(
                "inspector-not-assigned",
                f"{inspector} 没有被派去检查 {entity}。",
                f"{inspector} was not assigned to {entity}.",
            )
        self._barred.add((entity, inspector))
        self._visits[inspector] -= 1
        ranked = inspector_order(self._seed, entity, self._visits)
        following = next((p for p in ranked if p not in present and self._may(entity, p)), None)
        if following is None:
            raise DrawFault(
                "inspectors-too-few",
                f"{entity} 没有可以接替的检查人员：请以“检查人员全部应当回避”为由由下一户递补。",
                f"Nobody is left to visit {entity}: let the next firm take its place, since every inspector withdraws.",
            )
        self._visits[following] += 1
        self.found[entity] = tuple(p for p in ranked if p in {*present, following} - {inspector})
        return following

    def release(self, entity: str) -> None:
        """A firm is not visited after all: its inspectors have room for another."""
        for inspector in self.found.pop(entity, ()):
            self._visits[inspector] -= 1

    def _may(self, entity: str, inspector: str) -> bool:
        return (entity, inspector) not in self._barred and self._visits[inspector] < self._cap


def check_room(inspectors: int, firms: int, *, cap: int, each: int, most_conflicts: int) -> None:
    """Raises DrawFault unless every draw of so many firms finds its inspectors, whoever is drawn in whatever order.

    A firm goes without only when all but each - 1 of those without a conflict are at their cap; that takes
    (inspectors - conflicts - each + 1) * cap visits.
    """
    if (inspectors - most_conflicts - each + 1) * cap <= (firms - 1) * each:
        raise DrawFault(
            "inspectors-too-few",
            f"检查人员 {inspectors} 名，每户最多有 {most_conflicts} 名须回避，每人最多 {cap} 户，"
            f"不能保证 {firms} 户每户都有 {each} 人：请增加检查人员或提高上限。",
            f"{inspectors} inspectors at {cap} visits each, up to {most_conflicts} barred from a firm, can't be "
            f"sure to give {firms} firms {each} each: add inspectors or raise the cap.",
        )


def assign(
    seed: bytes,
    drawn: Sequence[str],
    inspectors: Sequence[str],
    *,
    conflicts: Iterable[tuple[str, str]],
    cap: int,
    each: int = 2,
) -> dict[str, tuple[str, ...]]:
    """Inspectors of each drawn firm, in the order the firms were drawn. Raises DrawFault when too few are left."""
    giver = Assigner(seed, inspectors, conflicts=conflicts, cap=cap, each=each)
    for entity in drawn:
        giver.give(entity)
    return giver.found


def nominate(sources: Sequence[Sequence[int]], pool: int, count: int) -> list[int]:
    """RFC 3797: the numbers selected from 1 … pool, for checking draws made by that older method. MD5 is its choice."""
    from hashlib import md5  # noqa: PLC0415 (only RFC 3797 wants it)

    key = "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources).encode()
    left = list(range(1, pool + 1))
    chosen = []
    for step in range(count):
        index = step.to_bytes(2, "big")
        digest = md5(index + key + index, usedforsecurity=False).digest()
        chosen.append(left.pop(int.from_bytes(digest, "big") % len(left)))
    return chosen

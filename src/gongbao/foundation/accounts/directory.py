"""Asking the register about a firm without knowing the register: the wing installs its answers at start-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firm:
    """What accounts need to know of an entity. `region` is a division code, perhaps blank."""

    entity_id: int
    name: str
    code: str
    region: str


ByCode = Callable[[str], Firm | None]
ByIds = Callable[[Sequence[int]], Sequence[Firm]]

_answers: dict[str, tuple[ByCode, ByIds]] = {}


def install(by_code: ByCode, by_ids: ByIds) -> None:
    """Say how firms are found: by unified social credit code, and many at once by id."""
    _answers["register"] = (by_code, by_ids)


def firm_with_code(code: str) -> Firm | None:
    """The firm with this code, or None (also when no register is installed)."""
    return _answers["register"][0](code) if "register" in _answers else None


def firms(entity_ids: Sequence[int]) -> dict[int, Firm]:
    """The firms with these ids; ids nobody knows are left out."""
    return {firm.entity_id: firm for firm in _answers["register"][1](entity_ids)} if "register" in _answers else {}

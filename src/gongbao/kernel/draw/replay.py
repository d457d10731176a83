"""A draw and what happens after it: replacements, supplements and recusals, each the next rank, told in order."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import REASONS, Manifest
from gongbao.kernel.draw.tickets import Assigner


class Change(NamedTuple):
    """One change after the draw. `subject` is a firm, or the stratum supplemented; `what` the inspector or a number."""

    kind: str
    subject: str
    reason: str
    what: str = ""

    def check(self) -> None:
        """Raises DrawFault for a change that no draw knows, or a reason outside its closed list."""
        if self.reason not in REASONS.get(self.kind, {}):
            raise DrawFault(
                "reason-unknown",
                f"{self.subject} 的变更理由“{self.reason}”不在公布的清单内。",
                f"{self.subject}'s change for “{self.reason}” is for no listed reason.",
            )
        if self.kind == "supplement" and not (self.what.isascii() and self.what.isdigit() and int(self.what) > 0):
            raise DrawFault("supplement-number", "增抽的户数应为正整数。", "A supplement is a whole number of firms.")


def longest(manifest: Manifest, changes: Sequence[Change]) -> dict[str, int]:
    """How many ranks of each stratum the changes can need at most."""
    replacements = sum(change.kind == "replace" for change in changes)
    more = {stratum.code: stratum.quota + replacements for stratum in manifest.strata if stratum.quota}
    for change in changes:
        if change.kind == "supplement":
            change.check()
            more[change.subject] = more.get(change.subject, 0) + int(change.what)
    return more


class Replay:
    """A draw as its changes go on: firms by rank in each stratum, those replaced, and who visits whom.

    `ranked` holds each stratum's first firms in the order of their tickets, as many as will be needed. Without `giver`
    nobody is assigned.
    """

    def __init__(self, manifest: Manifest, ranked: Mapping[str, Sequence[str]], giver: Assigner | None) -> None:
        self._ranked, self._giver = ranked, giver
        self.drawn: dict[str, list[str]] = {}
        self.replaced: dict[str, str] = {}
        self._stratum: dict[str, str] = {}
        for stratum in manifest.strata:
            self._take(stratum.code, stratum.quota)

    def change(self, change: Change) -> str:
        """Carry out one change; returns who came in. Raises DrawFault when it can't be."""
        change.check()
        if change.kind == "supplement":
            return "、".join(self._take(change.subject, int(change.what)))
        if change.subject not in self._stratum or change.subject in self.replaced:
            raise DrawFault(
                "not-drawn",
                f"{change.subject} 不在抽中名单内，或已被替换。",
                f"{change.subject} was not drawn, or was replaced before.",
            )
        if change.kind == "recuse":
            return self._giver.exchange(change.subject, change.what) if self._giver else change.what
        self.replaced[change.subject] = change.reason
        if self._giver:
            self._giver.release(change.subject)
        return self._take(self._stratum[change.subject], 1)[0]

    @property
    def assigned(self) -> dict[str, tuple[str, ...]]:
        """Who visits whom, of the firms that are still to be visited."""
        return dict(self._giver.found) if self._giver else {}

    def _take(self, stratum: str, count: int) -> list[str]:
        present = self.drawn.setdefault(stratum, []) if count or stratum in self.drawn else []
        more = list(self._ranked.get(stratum, ()))[len(present) : len(present) + count]
        if len(more) < count:
            raise DrawFault(
                "stratum-exhausted",
                f"分层 {stratum} 已没有可以递补的户。",
                f"Stratum {stratum} has no firm left to take a place.",
            )
        present.extend(more)
        for firm in more:
            self._stratum[firm] = stratum
            if self._giver:
                self._giver.give(firm)
        return more

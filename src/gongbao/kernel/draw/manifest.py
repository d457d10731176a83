"""The manifest of a draw: everything that decides who is drawn, written and logged before the public entropy exists.

A manifest is canonical JSON; its SHA-256 goes into the seed, so that one changed byte draws other firms.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any, NamedTuple

from gongbao.kernel.draw.entropy import VOID_RULES
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.tickets import check_quotas
from gongbao.kernel.tlog.canonical import canonical_json

FORMAT = "draw/v1"
LEAST_INSPECTORS = 2  # per visit
MOST_BYTES = 4 * 1024 * 1024
# Why a drawn firm is not visited and the next rank takes its place: a closed list, published with each replacement.
REPLACEMENTS = {
    "deregistered": ("已注销", "deregistered"),
    "suspended": ("已依法歇业", "suspended by law"),
    "moved": ("迁出辖区", "moved out of the area"),
    "visited": ("本年度已被联合抽查检查", "visited this year by a joint draw"),
    "conflict": ("检查人员全部应当回避", "every inspector must withdraw"),
}
# Why an inspector is exchanged for the next in rank, and why a stratum gives more than its quota.
RECUSALS = {
    "interest": ("有应当回避的利害关系", "a conflict of interest"),
    "left": ("已调离或不再持证", "has left, or holds no certificate any more"),
    "absent": ("因病因公不能参加", "ill or away on duty"),
}
SUPPLEMENTS = {
    "findings": ("问题较多，扩大抽查", "many findings: more are checked"),
    "ordered": ("上级要求增加", "ordered from above"),
}
REASONS = {"replace": REPLACEMENTS, "recuse": RECUSALS, "supplement": SUPPLEMENTS}
# Why a firm in scope is not in the pool: decided before the draw and counted in the manifest.
EXCLUSIONS = {
    "visited": ("本年度已检查", "visited this year"),
    "suspended": ("歇业", "suspended"),
    "revoked": ("已被吊销", "licence revoked"),
    "gone": ("已注销", "deregistered"),
    "no-code": ("没有统一社会信用代码", "has no credit code"),
}


class Stratum(NamedTuple):
    """A part of the pool with its own quota."""

    code: str
    definition: str
    size: int
    quota: int


class Part(NamedTuple):
    """What one of several authorities takes of a stratum: its first `quota` ranks, so that one visit serves all."""

    authority: str
    stratum: str
    quota: int


class Manifest(NamedTuple):
    """What a manifest says. `beacon` is a quicknet round or None; `lotteries` are (name, issue) in their order.

    `area` is how many entities of these kinds the area has; `floor` the least share of them that the law asks for, as
    a fraction such as "3/100", or "" when it asks for none. `void` is what is done about a lottery issue that is never
    drawn: the next issue of the same lottery, or "" (nothing may take its place); only written where it says something.
    """

    plan: str
    title: str
    mode: str
    authorities: tuple[str, ...]
    approved_by: str
    snapshot: str
    scope: str
    area: int
    floor: str
    excluded: Mapping[str, int]
    committed_by: datetime
    reveal_by: datetime
    pool_root: bytes
    strata: tuple[Stratum, ...]
    parts: tuple[Part, ...]
    beacon: int | None
    lotteries: tuple[tuple[str, str], ...]
    secret_commitment: bytes
    inspectors_root: bytes
    conflicts_root: bytes
    cap: int
    each: int
    void: str = ""

    def to_bytes(self) -> bytes:
        """The canonical bytes that are logged, published and hashed. Raises DrawFault for a manifest nobody may use."""
        self.check()
        rule = {"void": self.void} if self.void else {}
        return canonical_json(
            rule
            | {
                "format": FORMAT,
                "plan": self.plan,
                "title": self.title,
                "mode": self.mode,
                "authorities": list(self.authorities),
                "approved_by": self.approved_by,
                "snapshot": self.snapshot,
                "scope": self.scope,
                "area": self.area,
                "floor": self.floor,
                "excluded": dict(self.excluded),
                "committed_by": self.committed_by.isoformat(),
                "reveal_by": self.reveal_by.isoformat(),
                "pool_root": self.pool_root.hex(),
                "strata": [stratum._asdict() for stratum in self.strata],
                "parts": [part._asdict() for part in self.parts],
                "beacon": self.beacon,
                "lotteries": [list(lottery) for lottery in self.lotteries],
                "secret_commitment": self.secret_commitment.hex(),
                "inspectors_root": self.inspectors_root.hex(),
                "conflicts_root": self.conflicts_root.hex(),
                "cap": self.cap,
                "each": self.each,
            }
        )

    def check(self) -> None:
        """Raises DrawFault for a manifest no draw may be made by."""
        if self.beacon is None and not self.lotteries:
            raise DrawFault("entropy-missing", "方案没有写公共随机数的来源。", "The manifest names no public entropy.")
        if self.void not in VOID_RULES or (self.void and not self.lotteries):
            raise DrawFault(
                "void-rule",
                "作废处理规则只能是“用同一彩票的下一期”，且须写明彩票。",
                "The rule for a void issue is the next issue of a named lottery, or none.",
            )
        if self.each < LEAST_INSPECTORS:
            raise DrawFault(
                "inspectors-too-few", "每次检查至少两名检查人员。", "Each visit is made by at least two inspectors."
            )
        if self.reveal_by <= self.committed_by:
            raise DrawFault("reveal-early", "揭示期限须晚于承诺时间。", "The reveal is due after the commitment.")
        if len({stratum.code for stratum in self.strata}) != len(self.strata) or not self.strata:
            raise DrawFault("strata-twice", "分层代码为空或重复。", "A stratum is missing or listed twice.")
        check_quotas({one.code: one.size for one in self.strata}, {one.code: one.quota for one in self.strata})
        if self.floor and self.quota < (least := -(-self.area * self.share.numerator // self.share.denominator)):
            raise DrawFault(
                "below-floor",
                f"要抽 {self.quota} 户，低于辖区 {self.area} 户应抽的下限 {least} 户：请提高比例。",
                f"{self.quota} are to be drawn; of the area's {self.area} at least {least} must be: raise the rate.",
            )
        self._check_parts()

    def _check_parts(self) -> None:
        most: dict[str, int] = {}
        for part in self.parts:
            most[part.stratum] = max(most.get(part.stratum, 0), part.quota)
        if self.parts and most != {stratum.code: stratum.quota for stratum in self.strata if stratum.quota}:
            raise DrawFault(
                "parts-differ",
                "各部门的份额与分层的抽取数不符：分层抽取数应为各部门份额中最大的一个。",
                "The authorities' parts don't fit: a stratum's quota is the largest part taken of it.",
            )
        if not {part.authority for part in self.parts} <= set(self.authorities):
            raise DrawFault("parts-foreign", "有份额属于方案之外的部门。", "A part belongs to an authority not named.")

    @property
    def quota(self) -> int:
        """How many are drawn in all."""
        return sum(stratum.quota for stratum in self.strata)

    @property
    def share(self) -> Fraction:
        """The floor as a number; 0 when the law sets none."""
        return Fraction(self.floor) if self.floor else Fraction(0)


def digest(manifest: bytes) -> bytes:
    """M of draw/v1: SHA-256 of the manifest's bytes."""
    return sha256(manifest).digest()


def parse(content: bytes) -> Manifest:
    """A manifest from its bytes. Raises DrawFault for what isn't one, or isn't canonical."""
    malformed = DrawFault(
        "manifest-malformed",
        "这不是一份抽取方案(draw/v1):请使用公布的原文件，不要用编辑器另存。",
        "This is no manifest (draw/v1): use the published file as it is, not saved again from an editor.",
    )
    if len(content) > MOST_BYTES:
        raise malformed
    try:
        said = json.loads(content)
        manifest = _from_json(said)
        if said["format"] != FORMAT or manifest.to_bytes() != content:
            raise malformed
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        if isinstance(error, DrawFault):
            raise
        raise malformed from error
    return manifest


def _from_json(said: Mapping[str, Any]) -> Manifest:
    return Manifest(
        plan=str(said["plan"]),
        title=str(said["title"]),
        mode=str(said["mode"]),
        authorities=tuple(map(str, said["authorities"])),
        approved_by=str(said["approved_by"]),
        snapshot=str(said["snapshot"]),
        scope=str(said["scope"]),
        area=int(said["area"]),
        floor=str(said["floor"]),
        excluded={str(reason): int(count) for reason, count in said["excluded"].items()},
        committed_by=datetime.fromisoformat(said["committed_by"]),
        reveal_by=datetime.fromisoformat(said["reveal_by"]),
        pool_root=bytes.fromhex(said["pool_root"]),
        strata=tuple(
            Stratum(str(s["code"]), str(s["definition"]), int(s["size"]), int(s["quota"])) for s in said["strata"]
        ),
        parts=tuple(Part(str(p["authority"]), str(p["stratum"]), int(p["quota"])) for p in said["parts"]),
        beacon=None if said["beacon"] is None else int(said["beacon"]),
        lotteries=tuple((str(name), str(issue)) for name, issue in said["lotteries"]),
        secret_commitment=bytes.fromhex(said["secret_commitment"]),
        inspectors_root=bytes.fromhex(said["inspectors_root"]),
        conflicts_root=bytes.fromhex(said["conflicts_root"]),
        cap=int(said["cap"]),
        each=int(said["each"]),
        void=str(said.get("void", "")),
    )

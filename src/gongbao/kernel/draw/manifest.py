"""The manifest of a draw: everything that decides who is drawn, written and logged before the public entropy exists.

A manifest is canonical JSON; its SHA-256 goes into the seed, so that one changed byte draws other firms.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from gongbao.kernel.draw.faults import DrawFault
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


class Stratum(NamedTuple):
    """A part of the pool with its own quota."""

    code: str
    definition: str
    size: int
    quota: int


class Manifest(NamedTuple):
    """What a manifest says. `beacon` is a quicknet round or None; `lotteries` are (name, issue) in their order."""

    plan: str
    authorities: tuple[str, ...]
    approved_by: str
    snapshot: str
    committed_by: datetime
    reveal_by: datetime
    pool_root: bytes
    strata: tuple[Stratum, ...]
    beacon: int | None
    lotteries: tuple[tuple[str, str], ...]
    secret_commitment: bytes
    inspectors_root: bytes
    cap: int
    each: int

    def to_bytes(self) -> bytes:
        """The canonical bytes that are logged, published and hashed. Raises DrawFault for a manifest nobody may use."""
        self.check()
        return canonical_json(
            {
                "format": FORMAT,
                "plan": self.plan,
                "authorities": list(self.authorities),
                "approved_by": self.approved_by,
                "snapshot": self.snapshot,
                "committed_by": self.committed_by.isoformat(),
                "reveal_by": self.reveal_by.isoformat(),
                "pool_root": self.pool_root.hex(),
                "strata": [stratum._asdict() for stratum in self.strata],
                "beacon": self.beacon,
                "lotteries": [list(lottery) for lottery in self.lotteries],
                "secret_commitment": self.secret_commitment.hex(),
                "inspectors_root": self.inspectors_root.hex(),
                "cap": self.cap,
                "each": self.each,
            }
        )

    def check(self) -> None:
        """Raises DrawFault for a manifest no draw may be made by."""
        if self.beacon is None and not self.lotteries:
            raise DrawFault("entropy-missing", "方案没有写公共随机数的来源。", "The manifest names no public entropy.")
        if self.each < LEAST_INSPECTORS:
            raise DrawFault(
                "inspectors-too-few", "每次检查至少两名检查人员。", "Each visit is made by at least two inspectors."
            )
        if self.reveal_by <= self.committed_by:
            raise DrawFault("reveal-early", "揭示期限须晚于承诺时间。", "The reveal is due after the commitment.")
        if len({stratum.code for stratum in self.strata}) != len(self.strata) or not self.strata:
            raise DrawFault("strata-twice", "分层代码为空或重复。", "A stratum is missing or listed twice.")
        for stratum in self.strata:
            if not 0 <= stratum.quota <= stratum.size:
                raise DrawFault(
                    "quota-above-stratum",
                    f"分层 {stratum.code} 要抽 {stratum.quota} 户,只有 {stratum.size} 户:请改比例或数量。",
                    f"Stratum {stratum.code} should give {stratum.quota} and holds {stratum.size}.",
                )


def digest(manifest: bytes) -> bytes:
    """M of draw/v1: SHA-256 of the manifest's bytes."""
    return sha256(manifest).digest()


def parse(content: bytes) -> Manifest:
    """A manifest from its bytes. Raises DrawFault for what isn't one, or isn't canonical."""
    malformed = DrawFault(
        "manifest-malformed",
        "这不是一份抽取方案(draw/v1):请使用公布的原文件,不要用编辑器另存。",
        "This is no manifest (draw/v1): use the published file as it is, not saved again from an editor.",
    )
    if len(content) > MOST_BYTES:
        raise malformed
    try:
        said = json.loads(content)
        manifest = _from_json(said)
        if said["format"] != FORMAT or manifest.to_bytes() != content:
            raise malformed
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, DrawFault):
            raise
        raise malformed from error
    return manifest


def _from_json(said: Mapping[str, Any]) -> Manifest:
    return Manifest(
        plan=str(said["plan"]),
        authorities=tuple(map(str, said["authorities"])),
        approved_by=str(said["approved_by"]),
        snapshot=str(said["snapshot"]),
        committed_by=datetime.fromisoformat(said["committed_by"]),
        reveal_by=datetime.fromisoformat(said["reveal_by"]),
        pool_root=bytes.fromhex(said["pool_root"]),
        strata=tuple(
            Stratum(str(s["code"]), str(s["definition"]), int(s["size"]), int(s["quota"])) for s in said["strata"]
        ),
        beacon=None if said["beacon"] is None else int(said["beacon"]),
        lotteries=tuple((str(name), str(issue)) for name, issue in said["lotteries"]),
        secret_commitment=bytes.fromhex(said["secret_commitment"]),
        inspectors_root=bytes.fromhex(said["inspectors_root"]),
        cap=int(said["cap"]),
        each=int(said["each"]),
    )

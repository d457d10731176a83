"""A published draw: manifest, pool, entropy, secret and results in one file, and the check of all of it from nothing.

The file is JSON, `{"format": "draw-published/v1", "manifest": text, "pool": [[identifier, stratum, salt]…],
"beacon": {"signature": hex} | null, "lotteries": [[name, issue, [numbers]]…],
"voids": [[name, issue, next issue, announcement]…]
(left out when none),
"secret": hex, "drawn": {stratum: [identifiers by rank]}, "changes": [[kind, subject, reason, what]…],
"inspectors": [[identifier, salt]…] | null, "conflicts": [[firm, inspector, salt]…],
"assigned": {firm: [inspectors]} | null}`.
A change is a replacement, a supplement or a recusal (see replay.py), in the order they were made.
Identities of inspectors may be held back until the visits are over; then both are null and the step is told as open.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from gongbao.kernel.draw.entropy import (
    Lottery,
    Void,
    check_lotteries,
    combined,
    drand_randomness,
    lottery_randomness,
    round_time,
)
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import Manifest, parse
from gongbao.kernel.draw.pool import Member, check_members, conflicts_root, pool_root
from gongbao.kernel.draw.replay import Change, Replay, longest
from gongbao.kernel.draw.tickets import Assigner, order, seed_of

FORMAT = "draw-published/v1"
MOST_BYTES = 512 * 1024 * 1024
MARGIN = 600  # seconds between the commitment and the beacon's round


class Step(NamedTuple):
    """One thing checked: it holds, it fails, or (None) can't be checked yet."""

    holds: bool | None
    zh: str
    en: str


class Published(NamedTuple):
    """A published draw, read."""

    manifest_bytes: bytes
    manifest: Manifest
    members: tuple[Member, ...]
    signature: bytes | None
    lotteries: tuple[Lottery, ...]
    secret: bytes
    drawn: Mapping[str, list[str]]
    changes: tuple[Change, ...]
    inspectors: tuple[Member, ...] | None
    conflicts: tuple[Member, ...]
    assigned: Mapping[str, list[str]] | None
    voids: tuple[Void, ...] = ()


def read(content: bytes) -> Published:
    """A published draw from its bytes. Raises DrawFault for any other file."""
    malformed = DrawFault(
        "file-malformed",
        "这不是一份公布的抽取结果(draw-published/v1):请从公示页面下载原文件。",
        "This is no published draw (draw-published/v1): download the file from the draw's page.",
    )
    if len(content) > MOST_BYTES:
        raise malformed
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise malformed
        return _from_json(said)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, DrawFault):
            raise
        raise malformed from error


def _from_json(said: Mapping[str, Any]) -> Published:
    manifest = said["manifest"].encode()
    inspectors = said["inspectors"]
    beacon = said["beacon"]
    return Published(
        manifest_bytes=manifest,
        manifest=parse(manifest),
        members=tuple(Member(str(i), str(s), bytes.fromhex(salt)) for i, s, salt in said["pool"]),
        signature=bytes.fromhex(beacon["signature"]) if beacon else None,
        lotteries=tuple(Lottery(str(n), str(i), tuple(map(int, numbers))) for n, i, numbers in said["lotteries"]),
        secret=bytes.fromhex(said["secret"]),
        drawn={str(code): list(map(str, firms)) for code, firms in said["drawn"].items()},
        changes=tuple(Change(*map(str, change)) for change in said["changes"]),
        inspectors=None if inspectors is None else tuple(Member(str(i), "", bytes.fromhex(s)) for i, s in inspectors),
        conflicts=tuple(Member(str(firm), str(who), bytes.fromhex(salt)) for firm, who, salt in said["conflicts"]),
        assigned=None if said["assigned"] is None else {f: list(map(str, p)) for f, p in said["assigned"].items()},
        voids=tuple(Void(*map(str, one)) for one in said.get("voids", [])),
    )


def verify(draw: Published, *, logged: bytes | None = None, witnessed: datetime | None = None) -> list[Step]:
    """Every step of the draw done again. `logged` is the manifest's hash in the ledger, `witnessed` when it was there.

    Steps after the first that fails are left out: they would say nothing.
    """
    steps: list[Step] = []
    checks: tuple[Callable[[], Step], ...] = (
        lambda: _logged(draw, logged, witnessed),
        lambda: _pool(draw),
        lambda: _secret(draw),
        lambda: _entropy(draw),
        lambda: _drawn(draw),
        lambda: _assigned(draw),
    )
    for check in checks:
        try:
            step = check()
        except DrawFault as fault:
            step = Step(False, fault.zh, fault.en)
        steps.append(step)
        if step.holds is False:
            break
    return steps


def _logged(draw: Published, logged: bytes | None, witnessed: datetime | None) -> Step:
    found = sha256(draw.manifest_bytes).digest()
    if logged is None:
        return Step(
            None,
            f"方案的散列为 {found.hex()}；请与账本中抽取之前的记录比对。",
            f"The manifest's hash is {found.hex()}; compare it with the ledger's entry of before the draw.",
        )
    if found != logged:
        raise DrawFault(
            "manifest-edited",
            "方案与账本中承诺的不一致：有人在抽取之后改过方案。",
            "The manifest is not the one the ledger holds: it was edited after it was committed.",
        )
    beacon = draw.manifest.beacon
    late = beacon is not None and witnessed is not None and witnessed.timestamp() > round_time(beacon) - MARGIN
    if late or (witnessed is not None and witnessed > draw.manifest.committed_by):
        raise DrawFault(
            "manifest-late",
            "方案入账的时间晚于公共随机数产生前的安全间隔：这次抽取不能证明是公平的。",
            "The manifest was logged too late before the public entropy: this draw can't be shown to be fair.",
        )
    return Step(True, "方案在公共随机数产生之前已经入账。", "The manifest was in the ledger before the public entropy.")


def _pool(draw: Published) -> Step:
    check_members(draw.members)
    sizes: dict[str, int] = {}
    for member in draw.members:
        sizes[member.stratum] = sizes.get(member.stratum, 0) + 1
    if pool_root(draw.members) != draw.manifest.pool_root:
        raise DrawFault(
            "pool-edited",
            "名单与方案承诺的不一致：有人增减或调换了抽查对象。",
            "The pool is not the one committed: firms were added, dropped or exchanged.",
        )
    if sizes != {stratum.code: stratum.size for stratum in draw.manifest.strata if stratum.size}:
        raise DrawFault(
            "strata-differ", "各层户数与方案不一致。", "The strata don't hold as many firms as the manifest says."
        )
    count = len(draw.members)
    return Step(
        True, f"名单 {count} 户，与承诺一致，没有重复。", f"The pool of {count} is the one committed; none twice."
    )


def _secret(draw: Published) -> Step:
    if sha256(draw.secret).digest() != draw.manifest.secret_commitment:
        raise DrawFault(
            "reveal-wrong",
            "揭示的密钥不是当初承诺的那一个。",
            "The revealed secret is not the one committed.",
        )
    return Step(True, "揭示的密钥就是当初承诺的。", "The secret revealed is the one committed.")


def beacon_of(draw: Published) -> bytes:
    """The 32 public bytes. Raises DrawFault when a source is missing, is another, or its signature is wrong."""
    parts = []
    if draw.manifest.beacon is not None:
        if draw.signature is None:
            raise DrawFault("entropy-missing", "缺少公共随机数的签名。", "The beacon's signature is missing.")
        parts.append(drand_randomness(draw.manifest.beacon, draw.signature))
    check_lotteries(draw.manifest.lotteries, draw.manifest.void, draw.lotteries, draw.voids)
    if draw.lotteries:
        parts.append(lottery_randomness(draw.lotteries))
    return combined(parts)


def _entropy(draw: Published) -> Step:
    beacon = beacon_of(draw)
    source = (
        f"drand {draw.manifest.beacon}"
        if draw.manifest.beacon is not None
        else "、".join(r.name for r in draw.lotteries)
    )
    zh = "".join(f"；{v.name} 第 {v.issue} 期作废，按方案用第 {v.next} 期，公告：{v.words}" for v in draw.voids)
    en = "".join(
        f"; issue {v.issue} of {v.name} was void and by the manifest {v.next} took its place, announced: {v.words}"
        for v in draw.voids
    )
    return Step(
        True,
        f"公共随机数({source})属实：{beacon.hex()}{zh}",
        f"The public entropy ({source}) holds: {beacon.hex()}{en}",
    )


def _replayed(draw: Published, giver: Assigner | None) -> Replay:
    seed = seed_of(draw.manifest_bytes, beacon_of(draw), draw.secret)
    firms: dict[str, list[str]] = {}
    for member in draw.members:
        firms.setdefault(member.stratum, []).append(member.identifier)
    ranked = {
        code: order(seed, firms.get(code, []), first=most)
        for code, most in longest(draw.manifest, draw.changes).items()
    }
    replay = Replay(draw.manifest, ranked, giver)
    for change in draw.changes:
        replay.change(change)
    return replay


def _drawn(draw: Published) -> Step:
    found = _replayed(draw, None)
    for code in {*found.drawn, *draw.drawn}:
        if found.drawn.get(code, []) != draw.drawn.get(code, []):
            raise DrawFault(
                "drawn-differ",
                f"分层 {code} 公布的结果与重新计算的不一致。",
                f"Stratum {code}: the published result is not what the computation gives.",
            )
    total = sum(map(len, draw.drawn.values()))
    seed = seed_of(draw.manifest_bytes, beacon_of(draw), draw.secret)
    return Step(
        True,
        f"重新计算得到同样的 {total} 户(其中 {len(found.replaced)} 户被替换)，种子 {seed.hex()}",
        f"Done again, the same {total} firms are drawn ({len(found.replaced)} replaced); seed {seed.hex()}",
    )


def _assigned(draw: Published) -> Step:
    if draw.inspectors is None or draw.assigned is None:
        return Step(None, "检查人员在检查结束后公布。", "Inspectors are published when the visits are over.")
    check_members(draw.inspectors)
    if pool_root(draw.inspectors) != draw.manifest.inspectors_root:
        raise DrawFault("inspectors-edited", "检查人员名录与承诺的不一致。", "The inspectors are not those committed.")
    if conflicts_root(draw.conflicts) != draw.manifest.conflicts_root:
        raise DrawFault(
            "conflicts-edited",
            "应当回避的名单与承诺的不一致。",
            "The conflicts of interest are not those committed.",
        )
    giver = Assigner(
        seed_of(draw.manifest_bytes, beacon_of(draw), draw.secret),
        [inspector.identifier for inspector in draw.inspectors],
        conflicts=[(conflict.identifier, conflict.stratum) for conflict in draw.conflicts],
        cap=draw.manifest.cap,
        each=draw.manifest.each,
    )
    if _replayed(draw, giver).assigned != {firm: tuple(chosen) for firm, chosen in draw.assigned.items()}:
        raise DrawFault(
            "assigned-differ",
            "检查人员的分派与重新计算的不一致。",
            "The inspectors are not those the computation gives.",
        )
    return Step(
        True,
        "检查人员的分派与重新计算的一致，应当回避的都已排除。",
        "The inspectors assigned are those the computation gives; conflicts of interest are excluded.",
    )

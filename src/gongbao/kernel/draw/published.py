"""A published draw: manifest, pool, entropy, secret and results in one file, and the check of all of it from nothing.

The file is JSON, `{"format": "draw-published/v1", "manifest": text, "pool": [[identifier, stratum, salt]…],
"beacon": {"signature": hex} | null, "lotteries": [[name, issue, [numbers]]…],
"secret": hex, "drawn": {stratum: [identifiers by rank]}, "replaced": [[stratum, identifier, reason]…],
"inspectors": [[identifier, salt]…] | null, "conflicts": [[firm, inspector]…],
"assigned": {firm: [inspectors]} | null}`.
Identities of inspectors may be held back until the visits are over; then both are null and the step is told as open.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from gongbao.kernel.draw.entropy import Lottery, combined, drand_randomness, lottery_randomness, round_time
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import REPLACEMENTS, Manifest, parse
from gongbao.kernel.draw.pool import Member, check_members, pool_root
from gongbao.kernel.draw.tickets import assign, order, seed_of

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
    replaced: tuple[tuple[str, str, str], ...]
    inspectors: tuple[Member, ...] | None
    conflicts: tuple[tuple[str, str], ...]
    assigned: Mapping[str, list[str]] | None


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
        replaced=tuple((str(code), str(firm), str(reason)) for code, firm, reason in said["replaced"]),
        inspectors=None if inspectors is None else tuple(Member(str(i), "", bytes.fromhex(s)) for i, s in inspectors),
        conflicts=tuple((str(firm), str(inspector)) for firm, inspector in said["conflicts"]),
        assigned=None if said["assigned"] is None else {f: list(map(str, p)) for f, p in said["assigned"].items()},
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
            f"方案的散列为 {found.hex()};请与账本中抽取之前的记录比对。",
            f"The manifest's hash is {found.hex()}; compare it with the ledger's entry of before the draw.",
        )
    if found != logged:
        raise DrawFault(
            "manifest-edited",
            "方案与账本中承诺的不一致:有人在抽取之后改过方案。",
            "The manifest is not the one the ledger holds: it was edited after it was committed.",
        )
    if witnessed and draw.manifest.beacon and witnessed.timestamp() > round_time(draw.manifest.beacon) - MARGIN:
        raise DrawFault(
            "manifest-late",
            "方案入账的时间晚于公共随机数产生前的安全间隔:这次抽取不能证明是公平的。",
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
            "名单与方案承诺的不一致:有人增减或调换了抽查对象。",
            "The pool is not the one committed: firms were added, dropped or exchanged.",
        )
    if sizes != {stratum.code: stratum.size for stratum in draw.manifest.strata if stratum.size}:
        raise DrawFault(
            "strata-differ", "各层户数与方案不一致。", "The strata don't hold as many firms as the manifest says."
        )
    count = len(draw.members)
    return Step(
        True, f"名单 {count} 户,与承诺一致,没有重复。", f"The pool of {count} is the one committed; none twice."
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
    if tuple((result.name, result.issue) for result in draw.lotteries) != draw.manifest.lotteries:
        raise DrawFault(
            "entropy-other", "彩票名称或期号与方案不一致。", "The lotteries are not those the manifest names."
        )
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
    return Step(
        True, f"公共随机数({source})属实:{beacon.hex()}", f"The public entropy ({source}) holds: {beacon.hex()}"
    )


def _drawn(draw: Published) -> Step:
    seed = seed_of(draw.manifest_bytes, beacon_of(draw), draw.secret)
    for code, firm, reason in draw.replaced:
        if reason not in REPLACEMENTS or firm not in draw.drawn.get(code, ()):
            raise DrawFault(
                "replacement-unknown",
                f"{firm} 的替换理由“{reason}”不在公布的清单内,或该户并未抽中。",
                f"{firm}'s replacement for “{reason}” is for no listed reason, or it was not drawn.",
            )
    by_stratum: dict[str, list[str]] = {}
    for member in draw.members:
        by_stratum.setdefault(member.stratum, []).append(member.identifier)
    for stratum in draw.manifest.strata:
        replaced = sum(code == stratum.code for code, _, _ in draw.replaced)
        firms = by_stratum.get(stratum.code, [])
        expected = order(seed, firms, first=min(len(firms), stratum.quota + replaced))
        if expected != draw.drawn.get(stratum.code, []):
            raise DrawFault(
                "drawn-differ",
                f"分层 {stratum.code} 公布的结果与重新计算的不一致。",
                f"Stratum {stratum.code}: the published result is not what the computation gives.",
            )
    total = sum(map(len, draw.drawn.values()))
    return Step(
        True,
        f"重新计算得到同样的 {total} 户(其中递补 {len(draw.replaced)} 户),种子 {seed.hex()}",
        f"Done again, the same {total} firms are drawn ({len(draw.replaced)} as replacements); seed {seed.hex()}",
    )


def _assigned(draw: Published) -> Step:
    if draw.inspectors is None or draw.assigned is None:
        return Step(None, "检查人员在检查结束后公布。", "Inspectors are published when the visits are over.")
    check_members(draw.inspectors)
    if pool_root(draw.inspectors) != draw.manifest.inspectors_root:
        raise DrawFault("inspectors-edited", "检查人员名录与承诺的不一致。", "The inspectors are not those committed.")
    seed = seed_of(draw.manifest_bytes, beacon_of(draw), draw.secret)
    left = {firm for _, firm, _ in draw.replaced}
    firms = [firm for stratum in draw.manifest.strata for firm in draw.drawn.get(stratum.code, []) if firm not in left]
    expected = assign(
        seed,
        firms,
        [inspector.identifier for inspector in draw.inspectors],
        conflicts=draw.conflicts,
        cap=draw.manifest.cap,
        each=draw.manifest.each,
    )
    if {firm: tuple(pair) for firm, pair in draw.assigned.items()} != expected:
        raise DrawFault(
            "assigned-differ",
            "检查人员的分派与重新计算的不一致。",
            "The inspectors are not those the computation gives.",
        )
    return Step(True, "检查人员的分派与重新计算的一致。", "The inspectors assigned are those the computation gives.")

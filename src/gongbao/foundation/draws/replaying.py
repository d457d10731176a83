"""A committed draw as the kernel sees it: its manifest, its seed, its changes so far, and its standing after them."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongbao.foundation.draws import ranking, refusals, sealing
from gongbao.foundation.draws.models import Conflict, Draw, Examiner, Paper
from gongbao.kernel.draw.entropy import Lottery, Void, check_lotteries, combined, drand_randomness, lottery_randomness
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import Manifest, parse
from gongbao.kernel.draw.replay import Change, Replay, longest
from gongbao.kernel.draw.tickets import Assigner, seed_of

CHANGES = ("replace", "recuse", "supplement")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draw stands: the replay so far, and each party's ticket by its identifier."""

    manifest: Manifest
    seed: bytes
    replay: Replay
    ranked: dict[str, ranking.Ranked]
    changes: tuple[Change, ...]


def manifest_of(draw: Draw) -> Manifest:
    """The committed manifest, read."""
    return parse(bytes(draw.body or b""))


def lotteries_of(draw: Draw) -> tuple[Lottery, ...]:
    """The lottery results entered, in the manifest's order."""
    found = []
    for line in draw.results.splitlines():
        name, issue, numbers = line.split(":")
        found.append(Lottery(name, issue, tuple(map(int, numbers.split(".")))))
    return tuple(found)


def voids_of(draw: Draw) -> tuple[Void, ...]:
    """The named issues that were void, each with the one that came next and where that is announced."""
    return tuple(Void(*map(str, one)) for one in draw.voids)


def public_value(draw: Draw) -> bytes:
    """The 32 public bytes of a draw that was made."""
    signature = bytes(draw.signature) if draw.signature else None
    return randomness(manifest_of(draw), signature, lotteries_of(draw), voids_of(draw))


def randomness(
    manifest: Manifest, signature: bytes | None, lotteries: Sequence[Lottery], voids: Sequence[Void] = ()
) -> bytes:
    """The 32 public bytes. Raises DrawFault unless these are exactly the sources the manifest names."""
    parts = []
    if manifest.beacon is not None:
        if not signature:
            raise DrawFault(
                "entropy-missing",
                f"请填写 drand 第 {manifest.beacon} 轮的签名。",
                f"Enter the signature of drand round {manifest.beacon}.",
            )
        parts.append(drand_randomness(manifest.beacon, signature))
    check_lotteries(manifest.lotteries, manifest.void, lotteries, voids)
    if lotteries:
        parts.append(lottery_randomness(lotteries))
    return combined(parts)


def changes_of(draw: Draw) -> tuple[Change, ...]:
    """What was changed after the draw, in order."""
    rows = Paper.objects.filter(draw=draw, sort__in=CHANGES).order_by("version")
    return tuple(Change(*row) for row in rows.values_list("sort", "subject", "reason", "what")[:10_000])


def stand(draw: Draw, *, more: Sequence[Change] = (), beacon: bytes | None = None) -> Standing:
    """The draw done again by the database's tickets and the kernel's rules, up to its latest change.

    `more` is what will be changed next: ranks enough for it are fetched. Refusal when a change can't be.
    """
    manifest = manifest_of(draw)
    secret = bytes(draw.secret) if draw.secret is not None else sealing.unseal(bytes(draw.sealed_secret))
    if beacon is None:
        beacon = public_value(draw)
    seed = seed_of(bytes(draw.body or b""), beacon, secret)
    changes = changes_of(draw)
    sizes = {stratum.code: stratum.size for stratum in manifest.strata}
    try:
        most = longest(manifest, [*changes, *more])
        ranked = ranking.first_of(draw.pk, seed, sizes, {code: count for code, count in most.items() if code in sizes})
        by_stratum: dict[str, list[str]] = {}
        for one in ranked:
            by_stratum.setdefault(one.stratum, []).append(one.identifier)
        replay = Replay(manifest, by_stratum, _giver(draw, manifest, seed))
        for change in changes:
            replay.change(change)
    except DrawFault as fault:
        raise refusals.of(fault) from fault
    return Standing(manifest, seed, replay, {one.identifier: one for one in ranked}, changes)


def _giver(draw: Draw, manifest: Manifest, seed: bytes) -> Assigner:
    inspectors = list(Examiner.objects.filter(draw=draw).order_by("position").values_list("code", flat=True))
    conflicts = Conflict.objects.filter(draw=draw).values_list("identifier", "code")
    return Assigner(seed, inspectors, conflicts=conflicts, cap=manifest.cap, each=manifest.each)

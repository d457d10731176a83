"""What the public gets: the file anybody verifies a draw by, and a party's proof that it was in the pool."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from gongbao.foundation.draws import ranking
from gongbao.foundation.draws.models import Conflict, Draw, Drawn, DrawnState, Examiner, Member
from gongbao.foundation.draws.pools import node
from gongbao.foundation.draws.replaying import changes_of, lotteries_of, manifest_of, public_value, voids_of
from gongbao.kernel.draw.pool import Member as Leaf
from gongbao.kernel.draw.pool import Place
from gongbao.kernel.draw.published import FORMAT
from gongbao.kernel.draw.tickets import seed_of, ticket
from gongbao.kernel.tlog.merkle import leaf_hash, prove_inclusion

CHUNK = 5_000
PLACE = "draw-place/v1"
_POOL = """
SELECT identifier, stratum, salt FROM draws_member
WHERE draw_id = %s AND position >= %s AND position < %s ORDER BY position
"""


def published(draw: Draw) -> Iterator[str]:
    """The file `gongbao draw verify` takes (draw-published/v1), in pieces: a million members are never held at once.

    Only for a draw that was revealed.
    """
    if draw.revealed_at is None or draw.secret is None:
        raise ValueError("not revealed")
    yield '{"format":' + _json(FORMAT) + ',"manifest":' + _json(bytes(draw.body or b"").decode()) + ',"pool":['
    for start in range(0, draw.members, CHUNK):
        rows = [[name, code, salt.hex()] for name, code, salt in _members(draw, start, start + CHUNK)]
        yield ("," if start else "") + ",".join(map(_json, rows))
    rest = _rest(draw)
    yield "]," + _json(rest)[1:]


def _rest(draw: Draw) -> dict[str, Any]:
    drawn: dict[str, list[str]] = {}
    assigned: dict[str, list[str]] = {}
    for row in Drawn.objects.filter(draw=draw).order_by("stratum", "rank").iterator(CHUNK):
        drawn.setdefault(row.stratum, []).append(row.identifier)
        if row.state == DrawnState.DRAWN:
            assigned[row.identifier] = row.inspectors
    shown = draw.inspectors_shown_at is not None
    return {
        "beacon": {"signature": bytes(draw.signature).hex()} if draw.signature else None,
        "lotteries": [[one.name, one.issue, list(one.numbers)] for one in lotteries_of(draw)],
        **({"voids": [list(one) for one in voids_of(draw)]} if draw.voids else {}),
        "secret": bytes(draw.secret or b"").hex(),
        "drawn": drawn,
        "changes": [list(change) for change in changes_of(draw)],
        "inspectors": _inspectors(draw) if shown else None,
        "conflicts": _conflicts(draw) if shown else [],
        "assigned": assigned if shown else None,
    }


def _inspectors(draw: Draw) -> list[list[str]]:
    rows = Examiner.objects.filter(draw=draw).order_by("position").values_list("code", "salt")
    return [[code, bytes(salt).hex()] for code, salt in rows]


def _conflicts(draw: Draw) -> list[list[str]]:
    rows = Conflict.objects.filter(draw=draw).order_by("identifier", "code").values_list("identifier", "code", "salt")
    return [[firm, code, bytes(salt).hex()] for firm, code, salt in rows]


def place(draw: Draw, identifier: str) -> dict[str, Any] | None:
    """A party's answer to "was I in the pool": its opened leaf, its path to the root, and, once revealed, its rank.

    None when it was not in scope; one left out gets the reason.
    """
    member = Member.objects.filter(draw=draw, identifier=identifier).order_by("excluded").first()
    if member is None:
        return None
    said: dict[str, Any] = {"format": PLACE, "plan": draw.plan.number, "identifier": identifier}
    if member.excluded:
        return said | {"excluded": member.excluded}
    found = _place(draw, member)
    said |= {
        "manifest": bytes(draw.digest).hex(),
        "pool_root": manifest_of(draw).pool_root.hex(),
        "stratum": member.stratum,
        "salt": found.member.salt.hex(),
        "position": found.position,
        "size": found.size,
        "path": [step.hex() for step in found.path],
    }
    return said | (_rank(draw, member) if draw.revealed_at else {})


def _place(draw: Draw, member: Member) -> Place:
    subtrees = bytes(draw.subtrees)

    def leaves(start: int, end: int) -> Sequence[bytes]:
        return [leaf_hash(Leaf(name, code, salt).entry()) for name, code, salt in _members(draw, start, end)]

    def read(ranges: Sequence[tuple[int, int]]) -> list[bytes]:
        return [node(level, at, subtrees, leaves) for level, at in ranges]

    position = member.position or 0
    path = prove_inclusion(position, draw.members, read)
    return Place(
        Leaf(member.identifier, member.stratum, bytes(member.salt or b"")), position, draw.members, tuple(path)
    )


def _rank(draw: Draw, member: Member) -> dict[str, Any]:
    drawn = Drawn.objects.filter(draw=draw, party_id=member.party_id).first()
    manifest = manifest_of(draw)
    seed = seed_of(bytes(draw.body or b""), public_value(draw), bytes(draw.secret or b""))
    mine = ticket(seed, member.identifier)
    stratum = next(one for one in manifest.strata if one.code == member.stratum)
    rank = drawn.rank if drawn else ranking.rank_of(draw.pk, seed, member.stratum, mine)
    return {
        "seed": seed.hex(),
        "ticket": mine.hex(),
        "rank": rank,
        "of": stratum.size,
        "quota": stratum.quota,
        "drawn": bool(drawn),
    }


def _members(draw: Draw, start: int, end: int) -> list[tuple[str, str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_POOL, [draw.pk, start, end])
        return [(name, code, bytes(salt)) for name, code, salt in cursor.fetchall()]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

"""Who comes first, computed by the database over any number of parties: the kernel's tickets in SQL.

A threshold per stratum leaves almost everybody out before anything is sorted: a ticket is a uniform number, so of N
parties about k + a margin have one below (k + margin) / N. Where that leaves too few the whole stratum is sorted. The
scan and the hashing run in parallel workers where the server has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Any
from uuid import UUID

from django.db import connection

from gongbao.kernel.draw.tickets import ticket_prefix

# The subquery gives the planner no reason to hash twice: the ticket is compared first and carried for the few.
RANKED = """
SELECT party_id, identifier, stratum, ticket, rank FROM (
  SELECT below.*, row_number() OVER (PARTITION BY stratum ORDER BY ticket, identifier COLLATE "C") AS rank FROM (
    SELECT member.party_id, member.identifier, member.stratum, wanted.most,
      sha256(%(prefix)s::bytea || convert_to(member.identifier, 'UTF8')) AS ticket
    FROM draws_member AS member
    JOIN unnest(%(strata)s::text[], %(limits)s::bytea[], %(most)s::bigint[]) AS wanted (stratum, below, most)
      ON wanted.stratum = member.stratum
    WHERE member.draw_id = %(draw)s AND member.excluded = ''
      AND sha256(%(prefix)s::bytea || convert_to(member.identifier, 'UTF8')) <= wanted.below
  ) AS below
) AS ranked WHERE rank <= most ORDER BY stratum, rank
"""
_WHERE = """
SELECT count(*) FROM draws_member AS member
WHERE member.draw_id = %s AND member.excluded = '' AND member.stratum = %s
  AND sha256(%s::bytea || convert_to(member.identifier, 'UTF8')) < %s
"""
EVERYBODY = b"\xff" * 32
WORKERS = 4


@dataclass(frozen=True, slots=True)
class Ranked:
    """One party by its ticket."""

    party_id: int
    identifier: str
    stratum: str
    ticket: bytes
    rank: int


def threshold(size: int, most: int) -> bytes:
    """A ticket below which about `most` of `size` lie, with a margin of six standard deviations and 16 more."""
    wanted = most + 6 * isqrt(most + 1) + 16
    if wanted >= size:
        return EVERYBODY
    return (wanted * (1 << 256) // size).to_bytes(32, "big")


def first_of(draw: UUID, seed: bytes, sizes: Mapping[str, int], most: Mapping[str, int]) -> list[Ranked]:
    """The first `most` parties of each stratum by ticket, then identifier. In a transaction."""
    limits = {code: threshold(sizes[code], count) for code, count in most.items() if count}
    found = _ranked(draw, seed, limits, most)
    have: dict[str, int] = {}
    for one in found:
        have[one.stratum] = have.get(one.stratum, 0) + 1
    short = {code for code in limits if have.get(code, 0) < min(most[code], sizes[code])}
    if short:
        again = _ranked(draw, seed, dict.fromkeys(short, EVERYBODY), most)
        found = [one for one in found if one.stratum not in short] + again
    return sorted(found, key=lambda one: (one.stratum, one.rank))


def _ranked(draw: UUID, seed: bytes, limits: Mapping[str, bytes], most: Mapping[str, int]) -> list[Ranked]:
    with connection.cursor() as cursor:
        encourage_workers(cursor)
        cursor.execute(RANKED, arguments(draw, seed, limits, most))
        return [Ranked(party, name, code, bytes(ticket), rank) for party, name, code, ticket, rank in cursor.fetchall()]


def arguments(draw: UUID, seed: bytes, limits: Mapping[str, bytes], most: Mapping[str, int]) -> dict[str, Any]:
    """The values RANKED takes."""
    return {
        "prefix": ticket_prefix(seed),
        "strata": list(limits),
        "limits": list(limits.values()),
        "most": [most[code] for code in limits],
        "draw": draw,
    }


def encourage_workers(cursor: Any) -> None:
    """For this transaction: hashing is worth a worker each, which the planner's costs of a function don't say."""
    cursor.execute(
        f"SET LOCAL max_parallel_workers_per_gather = {WORKERS}; SET LOCAL parallel_setup_cost = 0;"
        "SET LOCAL parallel_tuple_cost = 0; SET LOCAL min_parallel_table_scan_size = '1MB'"
    )


def rank_of(draw: UUID, seed: bytes, stratum: str, ticket: bytes) -> int:
    """The rank a ticket has in its stratum."""
    with connection.cursor() as cursor:
        encourage_workers(cursor)
        cursor.execute(_WHERE, [draw, stratum, ticket_prefix(seed), ticket])
        (before,) = cursor.fetchone() or (0,)
    return int(before) + 1

"""Listing very many entities at once: one pass per table, in the caller's transaction.

Each decision is the same document, byte for byte, as one written singly: the database puts name, code, number,
authority and id between the pieces of a document that `rules.Document` wrote, seals it and enters it into the log.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gongbao.foundation.duties.owed import Parties
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.ledger.actions.outbox import CHANNEL
from gongbao.kernel.tlog.commitment import PREFIX
from gongbao.kernel.tlog.leaf import FORMAT as LEAF
from gongbao.register.listings import refusals
from gongbao.register.listings.rules import LIST, Document, number_stem
from gongbao.register.listings.selectors import COUNTY, Office


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is decided about every entity of one category and standing; `listed_until` ends its display."""

    category: str
    standing: str
    document: Document


_BATCH = """
CREATE TEMP TABLE listings_batch ON COMMIT DROP AS
SELECT entity.id AS entity_id, normalize(entity.name, NFC) AS name, entity.code, entity.region, entity.category,
  entity.standing, office.place, office.authority,
  row_number() OVER (PARTITION BY office.authority ORDER BY entity.id) AS serial,
  gen_random_uuid() AS decision, gen_random_uuid() AS listing,
  sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS salt
FROM ({parties}) AS party (entity_id)
JOIN entities_entity AS entity ON entity.id = party.entity_id
LEFT JOIN unnest(%s::text[], %s::text[]) AS office (place, authority) ON office.place = left(entity.region, {county})
"""
_UNPLACED = f"SELECT left(region, {COUNTY}) FROM listings_batch WHERE authority IS NULL LIMIT 1"  # noqa: S608 (a constant)
_NUMBERS = """
INSERT INTO listings_numbering (authority, series, year, last)
SELECT authority, 'list', %s, count(*) FROM listings_batch GROUP BY authority ORDER BY authority
ON CONFLICT (authority, series, year) DO UPDATE SET last = listings_numbering.last + excluded.last
RETURNING authority, last
"""
_DECISIONS = """
INSERT INTO listings_decision (entity_id, id, kind, number, decided_on, decided_at, decided_by, authority, citations,
  reason_zh, reason_en, body, salt, commitment)
SELECT entity_id, decision, 'list', number, %s, %s, %s, authority, string_to_array(citations, '|'), reason_zh,
  reason_en, body, salt, sha256(%s::bytea || salt || body)
FROM (
  SELECT batch.entity_id, batch.decision, batch.salt, batch.authority, chapter.citations, chapter.reason_zh,
    chapter.reason_en, stem.stem || (stem.base + batch.serial) || '号' AS number,
    convert_to(p0 || to_json(batch.authority)::text
      || p1 || CASE WHEN batch.code = '' THEN 'null' ELSE to_json(batch.code)::text END
      || p2 || to_json(batch.decision::text)::text
      || p3 || to_json(batch.name)::text
      || p4 || to_json(stem.stem || (stem.base + batch.serial) || '号')::text || p5, 'UTF8') AS body
  FROM listings_batch AS batch
  JOIN unnest(%s::text[], %s::text[], %s::bigint[]) AS stem (place, stem, base) ON stem.place = batch.place
  JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::text[], %s::text[])
    AS chapter (category, standing, citations, reason_zh, reason_en, p0, p1, p2, p3, p4, p5)
    ON chapter.category = batch.category AND chapter.standing = batch.standing
  OFFSET 0
) AS written
"""
_LISTINGS = """
INSERT INTO listings_listing (entity_id, id, register, ground, period, region, authority, decision_id, listed_on,
  shown_until)
SELECT batch.entity_id, batch.listing, %s, %s, %s, batch.region, batch.authority, batch.decision, %s,
  chapter.shown_until
FROM listings_batch AS batch
JOIN unnest(%s::text[], %s::text[], %s::date[]) AS chapter (category, standing, shown_until)
  ON chapter.category = batch.category AND chapter.standing = batch.standing
"""
_LEAVES = """
INSERT INTO ledger_outbox (record, version, kind, entry)
SELECT decision.id, 1, 'decision', convert_to('{{"commitment":"' || encode(decision.commitment, 'hex')
  || '","format":"{leaf}","kind":"decision","previous":null,"record":"' || decision.id
  || '","register":' || %s || ',"time":"' || %s || '","version":1}}', 'UTF8')
FROM listings_batch AS batch
JOIN listings_decision AS decision ON decision.entity_id = batch.entity_id AND decision.id = batch.decision
ORDER BY batch.entity_id
"""
_PENDING = """
INSERT INTO records_pendingpublication (entity_id, reason, since) SELECT entity_id, %s, %s FROM listings_batch
ON CONFLICT (entity_id) DO NOTHING
"""


def list_all(
    *,
    entities: Parties,
    chapters: Sequence[Chapter],
    offices: Mapping[str, Office],
    by: Actor,
    now: datetime,
) -> int:
    """Enter every entity the query finds, with decision, number, log entry and a record to publish; returns how many.

    The entities' places must be among `offices` (Refusal, and nothing is written) and their category and standing
    among `chapters`. Runs in the caller's transaction and leaves `listings_batch` (entity_id, decision, listing, …)
    for the caller's own passes until its end. RuntimeError outside a transaction; IntegrityError if one is
    already listed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a listing and its entry in the log stand in one transaction: open transaction.atomic()")
    whole = chapters[0].document
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS listings_batch")
        cursor.execute(
            _BATCH.format(parties=entities.query, county=COUNTY),
            [*entities.params, list(offices), [one.name for one in offices.values()]],
        )
        count: int = cursor.rowcount
        if not count:
            return 0
        cursor.execute(_UNPLACED)
        if missing := cursor.fetchone():
            raise refusals.no_office_for(missing[0])
        cursor.execute("ANALYZE listings_batch")
        stems = _stems(cursor, offices, whole.decided_on)
        _write(cursor, chapters, stems, by, now)
        cursor.execute(_PENDING, ["listed", now])
    transaction.on_commit(_wake, robust=True)
    return count


def _stems(cursor: Any, offices: Mapping[str, Office], on: date) -> list[tuple[str, str, int]]:
    """Place, stem and base of the numbers, after taking as many numbers as are needed."""
    cursor.execute("SELECT authority, count(*) FROM listings_batch GROUP BY authority")
    needed = dict(cursor.fetchall())
    cursor.execute(_NUMBERS, [on.year])
    last = dict(cursor.fetchall())
    return [
        (place, number_stem(one.short, LIST, on.year), last[one.name] - needed[one.name])
        for place, one in offices.items()
        if one.name in last
    ]


def _write(
    cursor: Any, chapters: Sequence[Chapter], stems: Sequence[tuple[str, str, int]], by: Actor, now: datetime
) -> None:
    document = chapters[0].document
    categories = [chapter.category for chapter in chapters]
    standings = [chapter.standing for chapter in chapters]
    reasons = [chapter.document.reason for chapter in chapters]
    pieces = [list(column) for column in zip(*(chapter.document.pieces() for chapter in chapters), strict=True)]
    cursor.execute(
        _DECISIONS,
        [
            document.decided_on,
            now,
            by.label[:80],
            PREFIX,
            *(list(column) for column in zip(*stems, strict=True)),
            categories,
            standings,
            ["|".join(chapter.document.citations) for chapter in chapters],
            [reason.zh for reason in reasons],
            [reason.en for reason in reasons],
            *pieces,
        ],
    )
    until = [chapter.document.shown_until for chapter in chapters]
    cursor.execute(
        _LISTINGS,
        [document.register, document.ground, document.period, document.decided_on, categories, standings, until],
    )
    at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    cursor.execute(_LEAVES.format(leaf=LEAF), [json.dumps(settings.LEDGER_ORIGIN, ensure_ascii=False), at])


def remeasure() -> None:
    """Let the database count listings and decisions again after very many came: its plans depend on it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_listing")
        cursor.execute("ANALYZE listings_decision")


def _wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")

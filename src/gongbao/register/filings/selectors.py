"""Reading forms, drafts and filings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Count, QuerySet

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.asking import Rows, ask
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.models import Duty, DutyState, PartyKind
from gongbao.foundation.files.actions import LISTS
from gongbao.foundation.files.sniffing import kind_of, require_kind
from gongbao.kernel.statutes import Kind, Standing
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.entities.selectors import Filters, search
from gongbao.register.filings import refusals
from gongbao.register.filings.models import (
    BatchState,
    Filing,
    FilingBatch,
    FilingBatchRow,
    FilingVersion,
    ReportForm,
    RowState,
)
from gongbao.register.filings.rules import CONTENT, FilingFacts, Form, is_asked, parse_form

PAGE = 50
_CODES = "SELECT value, entity_id FROM entities_entitycode WHERE value = ANY(%s::text[])"
_ENTITY, _FILING = Rows(Entity, "entity"), Rows(Filing, "filing")
_NEWEST = "SELECT id FROM filings_reportform WHERE category = %s AND year = %s ORDER BY edition DESC LIMIT 1"
MANY = 200
#: The office's duty to publish that a paper report was filed (G 10).
PAPER_NOTICE = "paper-notice"
#: Of a file with many reports: 2,000 firms are about 1 MB.
MOST_BYTES = 32 * 1024 * 1024


def form_of(category: str, year: int) -> tuple[ReportForm, Form]:
    """The newest edition of the year's form for a category. Refusal if there is none."""
    row = ReportForm.objects.filter(category=category, year=year).order_by("-edition").first()
    if row is None:
        raise refusals.no_form(category, year)
    return row, parse_form(row.definition)


def newest_form(category: str, year: int) -> ReportForm:
    """The newest edition of the year's form for a category. An edition stays what it is: a change is another one.

    Refusal if there is none.
    """
    found = ask(_NEWEST, category, year)
    if not found:
        raise refusals.no_form(category, year)
    return _edition(found[0][0], category, year)


@lru_cache(maxsize=128)
def _edition(id_: int, category: str, year: int) -> ReportForm:
    return ReportForm.objects.get(pk=id_, category=category, year=year)


def locked_entities(ids: Sequence[int]) -> dict[int, Entity]:
    """These entities, locked in the order of their ids until the transaction ends."""
    rows = _ENTITY.ask("WHERE entity.id = ANY(%s::bigint[]) ORDER BY entity.id FOR NO KEY UPDATE", list(ids))
    return {one.id: one for one in rows}


def filings_in(ids: Sequence[int], years: Sequence[int]) -> dict[tuple[int, int], Filing]:
    """The filings of entities in years, by (entity, year)."""
    rows = _FILING.ask("WHERE entity_id = ANY(%s::bigint[]) AND year = ANY(%s::int[])", list(ids), list(years))
    return {(one.entity_id, one.year): one for one in rows}


def filing_of(entity_id: int, year: int) -> Filing | None:
    return Filing.objects.filter(entity_id=entity_id, year=year).select_related("form", "entity").first()


def filings_of(entity_id: int) -> list[Filing]:
    """All years of an entity, newest first; at most one a year."""
    return list(Filing.objects.filter(entity_id=entity_id).order_by("-year")[:PAGE])


def latest_version(entity_id: int, year: int) -> FilingVersion | None:
    return FilingVersion.objects.filter(entity_id=entity_id, year=year).order_by("-number").first()


def versions_of(entity_id: int, year: int) -> list[FilingVersion]:
    """Every version of one year's report, oldest first."""
    return list(FilingVersion.objects.filter(entity_id=entity_id, year=year).order_by("number")[:PAGE])


def versions_of_years(entity_id: int) -> list[FilingVersion]:
    """The versions of all years, newest year first, for the list of past filings."""
    rows = FilingVersion.objects.filter(entity_id=entity_id).select_related("entity").defer("content", "shown", "body")
    return list(rows.order_by("-year", "-number")[: 4 * PAGE])


def version_by_receipt(receipt: str) -> FilingVersion | None:
    """Whoever holds a receipt may look it up; the number cannot be guessed."""
    return FilingVersion.objects.filter(receipt=receipt.strip().upper()[:30]).select_related("entity").first()


def last_year(entity_id: int, year: int) -> dict[str, Any]:
    """The answers of the report of the year before, personal ones masked; empty where there is none."""
    found = latest_version(entity_id, year - 1)
    content: dict[str, Any] = found.content if found else {}
    return content


def facts_of(
    entity: Entity, form: Form, values: Mapping[str, Any], shown: Mapping[str, bool], *, filed_at: datetime | None
) -> FilingFacts:
    """What decides the consequences of filing these answers."""
    withheld = [flag for flag in form.flags if flag != CONTENT and not shown.get(flag)]
    asked = {field.flag for field in form.fields if field.flag and is_asked(field, values)}
    return FilingFacts(
        kind=Kind(entity.category),
        standing=Standing(entity.standing),
        established_on=entity.established_on,
        year=form.year,
        filed_on=china_date(filed_at) if filed_at else None,
        withheld=len([flag for flag in withheld if flag in asked]),
        content_withheld=form.content_choice and not shown.get(CONTENT, True),
        large_unanswered=form.field("is_large") is not None and "is_large" not in values,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the entities somebody acts for."""

    id: int
    name: str
    code: str
    category: str


def choices(entity_ids: QuerySet[Any, int], *, search: str = "") -> QuerySet[Entity]:
    """The entities somebody acts for, by name, found by a part of name or code. To be paged."""
    rows = Entity.objects.filter(pk__in=entity_ids)
    if search.strip():
        text = search.strip()
        rows = rows.filter(name__contains=text) | rows.filter(code__startswith=text.upper())
    return rows.only("id", "name", "code", "category", "standing", "region").order_by("name", "id")


def drafts_of(entity_ids: Sequence[int], years: Sequence[int]) -> dict[tuple[int, int], Filing]:
    """Filings of several entities and years, without their drafts, by (entity, year)."""
    rows = Filing.objects.filter(entity_id__in=entity_ids, year__in=years).defer("draft")
    return {(one.entity_id, one.year): one for one in rows}


def published_reports(entity_ids: Sequence[int], on: date) -> Mapping[int, Any]:
    """The section `annual_reports` of public records: the latest version of each year, newest year first, with what
    each correction changed, before and after (R 12). An erased version says only that it was filed.
    """
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for row in _versions(entity_ids):
        entity, year, body = row["entity_id"], row["year"], row["body"]
        told = orjson.loads(bytes(body)) if body is not None else _erased(row)
        report = found.setdefault(entity, {})
        before = report.get(year)
        corrections = [*(before["corrections"] if before else []), *_correction(told)]
        report[year] = _report(told, corrections, first=before["first_submitted_at"] if before else None)
    return {entity: [years[year] for year in sorted(years, reverse=True)] for entity, years in found.items()}


def _versions(entity_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    names = ("entity_id", "filing_id", "year", "number", "submitted_at", "late", "channel", "body")
    rows = FilingVersion.objects.filter(entity_id__in=entity_ids).values(*names)
    yield from (dict(row) for row in rows.order_by("entity_id", "year", "number"))


def _erased(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "filing": str(row["filing_id"]),
        "year": row["year"],
        "version": row["number"],
        "submitted_at": row["submitted_at"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "late": row["late"],
        "channel": row["channel"],
        "erased": True,
        "sections": [],
    }


def _report(told: Mapping[str, Any], corrections: list[Any], *, first: str | None) -> dict[str, Any]:
    kept = ("filing", "year", "version", "late", "channel", "sections", "content_withheld", "erased")
    report = {key: told[key] for key in kept if key in told}
    return {
        **report,
        "submitted_at": told["submitted_at"],
        "first_submitted_at": first or told["submitted_at"],
        "corrections": corrections,
    }


def _correction(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    if "changes" not in told:
        return []
    return [
        {
            "version": told["version"],
            "at": told["submitted_at"],
            "reason": told.get("reason", ""),
            "changes": told["changes"],
        }
    ]


def organisations_of(user: Any, permission: Permission) -> list[int]:
    """The organisations in which somebody holds a permission."""
    return [one.organisation_id for one in policies.memberships(user) if permission.value in one.role.permissions]


def batch_bytes(stream: Any) -> bytes:
    """The bytes of an uploaded file, if it is a workbook or a list at all. Refusal says what to do."""
    if stream.size > MOST_BYTES:
        raise refusals.file_too_large(MOST_BYTES)
    require_kind(kind_of(stream), LISTS.kinds)
    stream.seek(0)
    data: bytes = stream.read()
    return data


def batches_of(organisation_ids: Sequence[int]) -> QuerySet[FilingBatch]:
    """The batches of these organisations, newest first. To be paged."""
    return FilingBatch.objects.filter(organisation_id__in=organisation_ids).order_by("-uploaded_at", "id")


def batch_of(batch_id: UUID, organisation_ids: Sequence[int]) -> FilingBatch | None:
    return FilingBatch.objects.filter(pk=batch_id, organisation_id__in=organisation_ids).first()


def entity_by_code(code: str) -> Entity | None:
    """The entity that has or had this code."""
    found = EntityCode.objects.filter(pk=code.strip().upper()[:20]).values("entity_id")
    return next(iter(Entity.objects.filter(pk__in=found)), None)


def ids_by_codes(codes: Sequence[str]) -> dict[str, int]:
    """The ids of the entities that have or had these codes (in capitals)."""
    return dict(ask(_CODES, list(codes)))


def entities_by_codes(codes: Sequence[str]) -> dict[str, Entity]:
    """The entities of many codes, in two queries."""
    known = ids_by_codes(codes)
    entities = Entity.objects.in_bulk(set(known.values()))
    return {code: entities[entity] for code, entity in known.items() if entity in entities}


def duties_owed(entity_ids: QuerySet[Any, int], *, search: str = "") -> QuerySet[Duty]:
    """The open duties of everybody one acts for, what hurts first on top. To be paged."""
    rows = Duty.objects.filter(party_kind=PartyKind.ENTITY, state=DutyState.OPEN)
    if search.strip():
        return rows.filter(party_id__in=choices(entity_ids, search=search).values("id")).order_by("due_at", "id")
    return rows.filter(party_id__in=entity_ids).order_by("due_at", "id")


def report_duties(entity_ids: Sequence[int], year: int) -> dict[int, Duty]:
    """The annual-report duty of each of a page of entities."""
    rows = Duty.objects.filter(party_id__in=entity_ids, kind=ANNUAL_REPORT, period=year)
    return {one.party_id: one for one in rows}


def body_of(version: FilingVersion) -> dict[str, Any]:
    """What was published with this version; empty after erasure."""
    told: dict[str, Any] = orjson.loads(bytes(version.body)) if version.body is not None else {}
    return told


def latest_contents(entity_ids: Sequence[int], years: Sequence[int]) -> dict[tuple[int, int], dict[str, Any]]:
    """The answers of the latest version of several reports, by (entity, year)."""
    rows = FilingVersion.objects.filter(entity_id__in=entity_ids, year__in=years).order_by("number")
    return {(entity, year): content for entity, year, content in rows.values_list("entity_id", "year", "content")}


def latest_versions(entity_ids: Sequence[int], year: int) -> dict[int, FilingVersion]:
    """The latest version of one year's report of several entities."""
    rows = FilingVersion.objects.filter(entity_id__in=entity_ids, year=year).defer("body").order_by("number")
    return {one.entity_id: one for one in rows}


def last_versions(entity_ids: Sequence[int], filings: Sequence[UUID]) -> dict[UUID, FilingVersion]:
    """The last version of each of these filings of these entities."""
    rows = FilingVersion.objects.filter(entity_id__in=entity_ids, filing_id__in=filings).order_by("number")
    return {one.filing_id: one for one in rows}


def batch_counts(batch_id: UUID) -> dict[str, int]:
    """How many lines of a batch stand how."""
    rows = FilingBatchRow.objects.filter(batch_id=batch_id).values_list("state").annotate(n=Count("number"))
    return dict(rows)


def batch_rows(batch_id: UUID, *, state: str = "") -> QuerySet[FilingBatchRow]:
    """The lines of a batch in the file's order. To be paged."""
    rows = FilingBatchRow.objects.filter(batch_id=batch_id).defer("content").order_by("number")
    return rows.filter(state=state) if state else rows


def waiting_batches() -> list[FilingBatch]:
    """Batches that wait to be checked, or whose filing was begun and is not finished; the oldest first."""
    rows = FilingBatch.objects.filter(state__in=[BatchState.CHECKING, BatchState.RUNNING])
    return list(rows.order_by("uploaded_at")[:PAGE])


def batch_pace(batch_id: UUID, over: int = 500) -> float | None:
    """Lines filed a second, by the last ones filed; None before anything can be said."""
    rows = FilingBatchRow.objects.filter(batch_id=batch_id, state=RowState.FILED).order_by("-number")
    times = [at for at in rows.values_list("filed_at", flat=True)[:over] if at is not None]
    seconds = (max(times) - min(times)).total_seconds() if len(times) > 1 else 0.0
    return sum(at > min(times) for at in times) / seconds if seconds > 0 else None  # many are filed at one moment


def unfinished_batch(*, organisation_id: int, year: int, category: str, sha256: str) -> FilingBatch | None:
    """The same file of the same organisation, checked or under way."""
    return (
        FilingBatch.objects.filter(
            organisation_id=organisation_id,
            year=year,
            category=category,
            sha256=sha256,
            state__in=[BatchState.CHECKED, BatchState.RUNNING],
        )
        .order_by("-uploaded_at")
        .first()
    )


def individuals_named(text: str, limit: int = 20) -> list[Entity]:
    """Individual businesses by a part of their name, through the register's own search."""
    found = search(text, Filters(category="individual"))
    ids = [hit.entity_id for hit in found.hits[:limit]]
    known = Entity.objects.in_bulk(ids)
    return [known[one] for one in ids if one in known]


def organisation_with_code(code: str) -> Organisation | None:
    """The organisation in force with this credit code."""
    cleaned = code.strip().upper()
    return Organisation.objects.filter(code=cleaned, active=True).first() if cleaned else None


def paper_waiting(office_ids: Sequence[int]) -> list[Duty]:
    """Paper reports these offices received and have not entered, the nearest deadline first."""
    rows = Duty.objects.filter(party_id__in=office_ids, party_kind=PartyKind.ORGANISATION, kind=PAPER_NOTICE)
    return list(rows.filter(state=DutyState.OPEN).order_by("due_at", "id")[:MANY])


def paper_entered(office_ids: Sequence[int]) -> list[Duty]:
    """The paper reports these offices entered last, newest first."""
    rows = Duty.objects.filter(party_id__in=office_ids, party_kind=PartyKind.ORGANISATION, kind=PAPER_NOTICE)
    return list(rows.exclude(state=DutyState.OPEN).order_by("-closed_at")[:20])


def entities_of(ids: Iterable[int | None]) -> dict[int, Entity]:
    """Entities by id, in one query."""
    return Entity.objects.in_bulk({one for one in ids if one is not None})

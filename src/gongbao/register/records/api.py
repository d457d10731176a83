"""Public records for programs. The ASGI front answers the hot path (`GET /records/{code}`) with the same bytes."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from gongbao.register.records import selectors

router = Router(tags=["records"])


class VersionOut(Schema):
    """One version of a record: its number, when and why it was published (UTC)."""

    version: int
    published_at: datetime
    reason: str
    erased_at: datetime | None


class HistoryOut(Schema):
    """A page of versions, newest first; `next_before` asks for the next page, null at the end."""

    versions: list[VersionOut]
    next_before: int | None


def _entity(code: str) -> int:
    entity = selectors.entity_id_of(code)
    if entity is None:
        raise Http404
    return entity


def bytes_of(published: selectors.Published | None, request: HttpRequest) -> HttpResponse:
    """The record's own bytes with its ETag; 304 when the caller has them, 410 after erasure."""
    if published is None:
        raise Http404
    etag = f'"{published.etag}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    if published.body is None:
        return HttpResponse(status=410)
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "X-Record-Version": str(published.version),
    }
    return HttpResponse(published.body, content_type="application/json", headers=headers)


@router.get("/{code}", summary="现行公示记录 / the current record, byte for byte", auth=None)
def current_record(request: HttpRequest, code: str, known_at: datetime | None = None) -> HttpResponse:
    """The record as readers see it now, or as it was known at an instant (`known_at`, ISO 8601 with zone)."""
    entity = _entity(code)
    return bytes_of(selectors.as_known_at(entity, known_at) if known_at else selectors.current(entity), request)


@router.get("/{code}/versions", response=HistoryOut, summary="版本历史 / history of versions", auth=None)
def versions(request: HttpRequest, code: str, before: int | None = None) -> dict[str, object]:
    """The record's versions, newest first, a page of 50 at a time."""
    rows = selectors.history(_entity(code), before=before)
    full = len(rows) == selectors.HISTORY_PAGE
    return {"versions": rows, "next_before": rows[-1]["version"] if full else None}


@router.get("/{code}/versions/{number}", summary="某一版本 / one version, byte for byte", auth=None)
def one_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One version's bytes as they were published."""
    return bytes_of(selectors.version(_entity(code), number), request)

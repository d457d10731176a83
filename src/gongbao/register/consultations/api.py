"""Other departments and courts, by program: every request names a purpose and a file; answers are signed receipts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.register.consultations import actions, refusals, selectors
from gongbao.register.consultations.models import Consultation, Following, News, Purpose
from gongbao.register.screening import actions as screening
from gongbao.register.screening import answers, files, tasks

router = Router(tags=["consultations"], auth=CALLERS)
JSON = "application/json"
PAGE = 100


class PurposeOut(Schema):
    """What one may consult for."""

    code: str
    zh: str
    en: str
    basis: str


class ForIn(Schema):
    """What every request names: a purpose's code, and the number of the case or file."""

    purpose: str = Field(max_length=40)
    reference: str = Field(max_length=120)


class ItemIn(Schema):
    """One question: a name, a code, or both."""

    name: str = Field("", max_length=1_000)
    code: str = Field("", max_length=100)


class ConsultIn(ForIn):
    """Up to 1,000 questions answered at once; up to 100,000 go as a file to /lists."""

    items: list[ItemIn] = Field(min_length=1, max_length=actions.MOST_AT_ONCE)


class FollowIn(ForIn):
    """A firm to be told of, by its code, until a day (at most 366 days ahead)."""

    code: str = Field(max_length=20)
    until: date


class ConsultationOut(Schema):
    """One entry of the log. `digest` (root over the receipt's rows) stands once `answered_at` does."""

    id: UUID
    purpose: str
    reference: str
    asked_at: datetime
    asked_by: str
    by_program: bool
    lines: int
    same: int
    possible: int
    related: int
    none: int
    unreadable: int
    digest: str
    list_version: str
    answered_at: datetime | None

    @staticmethod
    def resolve_purpose(row: Consultation) -> str:
        return row.purpose_id


class LogOut(Schema):
    """A page of the log, newest first; `next` asks for the one behind it."""

    items: list[ConsultationOut]
    next: str


class FollowingOut(Schema):
    """A firm followed. `entries`: the entries in force as told last, each `list:listing`."""

    id: UUID
    entity_id: int
    name: str
    purpose: str
    reference: str
    until: date
    since: datetime
    stopped_at: datetime | None
    entries: list[str]

    @staticmethod
    def resolve_name(row: Following) -> str:
        return row.entity.name

    @staticmethod
    def resolve_purpose(row: Following) -> str:
        return row.purpose_id


class FollowingsOut(Schema):
    """Followings, those running first."""

    items: list[FollowingOut]
    count: int


class NewsOut(Schema):
    """One change: `change` is listed or removed; what a removed entry was, the listing's record says."""

    id: int
    following: UUID
    firm: int
    name: str
    code: str
    reference: str
    change: str
    list_code: str
    listing: str
    ground_zh: str
    ground_en: str
    number: str
    authority: str
    since: date | None
    at: datetime


class NewsPageOut(Schema):
    """Changes behind the cursor, oldest first; ask again with `after` = `next`."""

    items: list[NewsOut]
    next: int


def _mine(request: HttpRequest) -> list[int]:
    return selectors.organisations_of(request.user)


def _now(request: Any) -> datetime:
    now: datetime = request.now
    return now


@router.get("/purposes", response=list[PurposeOut], summary="查询用途 / purposes")
@gate.requires(Permission.CONSULT_USE)
def purposes(request: HttpRequest) -> list[Purpose]:
    """The purposes one may name."""
    return selectors.purposes()


@router.post("", summary="查询名录 / consult the lists")
@gate.requires(Permission.CONSULT_USE)
def consult(request: HttpRequest, asked: ConsultIn) -> HttpResponse:
    """Up to 1,000 names or codes, answered by one signed receipt; the log's id is in `Gongbao-Consultation`."""
    row, receipt = actions.consult(
        organisation_id=_mine(request)[0],
        purpose=asked.purpose,
        reference=asked.reference,
        questions=[answers.asked(one.name, one.code) for one in asked.items],
        by=gate.actor_of(request),
        now=_now(request),
    )
    headers = {"Cache-Control": "no-store", "Gongbao-Consultation": str(row.pk)}
    return HttpResponse(receipt.to_bytes(), content_type=JSON, headers=headers)


@router.post("/lists", response={202: ConsultationOut}, summary="查询一份名单 / consult for a list")
@gate.requires(Permission.CONSULT_USE)
def consult_list(request: HttpRequest, file: File[UploadedFile], asked: Form[ForIn]) -> Status[Consultation]:
    """Up to 100,000 lines (CSV, Excel, text; multipart field `file`), answered in the background."""
    row = actions.consult_list(
        organisation_id=_mine(request)[0],
        purpose=asked.purpose,
        reference=asked.reference,
        data=file.read(screening.MOST_BYTES + 1),
        name=file.name or "list",
        by=gate.actor_of(request),
        now=_now(request),
    )
    tasks.wake()
    return Status(202, row)


@router.get("", response=LogOut, summary="本机关的查询记录 / one's own log")
@gate.requires(Permission.CONSULT_USE)
def log(request: HttpRequest, before: Query[UUID | None] = None) -> dict[str, Any]:
    """What this department asked, newest first, a hundred at a time; `before` is the id the page before ended with."""
    rows = selectors.own(_mine(request))
    if before is not None:
        last = _one(request, before)
        rows = rows.filter(asked_at__lte=last.asked_at).exclude(asked_at=last.asked_at, pk__gte=last.pk)
    page = list(rows[: PAGE + 1])
    return {"items": page[:PAGE], "next": str(page[PAGE - 1].pk) if len(page) > PAGE else ""}


@router.get("/followings", response=FollowingsOut, summary="跟踪的企业 / firms followed")
@gate.requires(Permission.CONSULT_USE)
def followings(request: HttpRequest, page: int = 1) -> dict[str, Any]:
    """What this department follows and followed, a hundred at a time."""
    rows = selectors.followings(_mine(request))
    start = (max(1, min(page, 1_000)) - 1) * PAGE
    return {"items": list(rows[start : start + PAGE]), "count": rows.count()}


@router.post("/followings", response={201: FollowingOut}, summary="跟踪一家企业 / follow a firm")
@gate.requires(Permission.CONSULT_USE)
def follow(request: HttpRequest, asked: FollowIn) -> Status[Following]:
    """Be told when the firm's standing on the lists changes, for a purpose and a file, until a day."""
    made = actions.follow(
        organisation_id=_mine(request)[0],
        purpose=asked.purpose,
        reference=asked.reference,
        code=asked.code,
        until=asked.until,
        by=gate.actor_of(request),
        now=_now(request),
    )
    return Status(201, made)


@router.delete("/followings/{entity_id}/{following_id}", response={204: None}, summary="停止跟踪 / stop following")
@gate.requires(Permission.CONSULT_USE)
def stop(request: HttpRequest, entity_id: int, following_id: UUID) -> Status[None]:
    """Be told no more."""
    found = selectors.following(entity_id, following_id, _mine(request))
    if found is None:
        raise refusals.none_such()
    actions.stop_following(following=found, by=gate.actor_of(request), now=_now(request))
    return Status(204, None)


@router.get("/news", response=NewsPageOut, summary="变化 / changes")
@gate.requires(Permission.CONSULT_USE)
def news(request: HttpRequest, after: int = 0, limit: int = PAGE) -> dict[str, Any]:
    """The changes of firms followed, behind a cursor; the notices say the same."""
    rows: list[News] = selectors.news(_mine(request), after=after, limit=max(1, min(limit, 1_000)))
    return {"items": rows, "next": rows[-1].pk if rows else after}


@router.get("/{consultation_id}", response=ConsultationOut, summary="一次查询 / one consultation")
@gate.requires(Permission.CONSULT_USE)
def one(request: HttpRequest, consultation_id: UUID) -> Consultation:
    """One entry of the log; of a list, whether it is answered."""
    return _one(request, consultation_id)


@router.get("/{consultation_id}/receipt", summary="回执 / the receipt of a list")
@gate.requires(Permission.CONSULT_USE)
def receipt(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The signed receipt of a list, with what was asked."""
    job = selectors.finished_job(_one(request, consultation_id))
    return HttpResponse(files.receipt_of(job, opening=True), content_type=JSON, headers={"Cache-Control": "no-store"})


@router.get("/{consultation_id}/results", summary="结果文件 / the results as a file")
@gate.requires(Permission.CONSULT_USE)
def results(request: HttpRequest, consultation_id: UUID, format: str = "csv", lang: str = "zh") -> HttpResponse:  # noqa: A002 (as the parameter is called)
    """The results of a list as CSV, or as Excel with `format=xlsx`."""
    job = selectors.finished_job(_one(request, consultation_id))
    return files.results(job, excel=format == "xlsx", english=lang == "en", every=True)


def _one(request: HttpRequest, consultation_id: UUID) -> Consultation:
    found = selectors.one(consultation_id, _mine(request))
    if found is None:
        raise refusals.none_such()
    return found

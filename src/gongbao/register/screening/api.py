"""Screening for programs: one code or name in the open, long lists with a key. Every answer is a signed receipt."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from gongbao.foundation.accounts import gate, pace
from gongbao.foundation.accounts.callers import CALLERS
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes.identifiers import normalise_code
from gongbao.register.screening import actions, answers, files, selectors, tasks
from gongbao.register.screening.models import Job, JobState

router = Router(tags=["screening"], auth=CALLERS)
JSON = "application/json"


class ItemIn(Schema):
    """One question: a name, a code, or both."""

    name: str = Field("", max_length=1_000)
    code: str = Field("", max_length=100)


class AskedIn(Schema):
    """Up to 1,000 questions answered at once; more go as a file to /jobs."""

    items: list[ItemIn] = Field(min_length=1, max_length=answers.MOST_AT_ONCE)


class JobIn(Schema):
    """What belongs to an uploaded list."""

    purpose: str = Field("", max_length=200)


class JobOut(Schema):
    """A list under way. `state`: waiting, running, done, unread. `counts`: lines by outcome."""

    id: UUID
    name: str
    state: str
    lines: int
    done: int
    counts: dict[str, int]
    refused: dict[str, str]
    list_version: str | None
    asked_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_list_version(job: Job) -> str | None:
        return job.listed.version if job.listed else None


class DayEntryOut(Schema):
    """One entry in force on the day asked about."""

    list_code: str
    ground: str
    ground_zh: str
    ground_en: str
    since: date
    number: str
    authority: str


class DayOut(Schema):
    """What was listed about the holder of a code on a day, as this register knew it at an instant."""

    code: str
    name: str | None
    on: date
    known: datetime
    listed: bool
    entries: list[DayEntryOut]


def _receipt(raw: bytes) -> HttpResponse:
    return HttpResponse(raw, content_type=JSON, headers={"Cache-Control": "no-store"})


@router.get("/codes/{code}", summary="按代码核查 / the exact check by code", auth=None)
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the holder of this code is listed now: a signed receipt (docs: /screening/), also when it is not."""
    now = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    return _receipt(answers.by_code(code[:100], answers.in_hand(now), now).to_bytes())


@router.get("/names", summary="按名称核查 / the check of one name", auth=None)
def by_name(request: HttpRequest, name: str = "", code: str = "") -> HttpResponse:
    """One name, with or without its code: a signed receipt with every hit, its reason, and what else would decide."""
    now = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    question = answers.asked(name, code)
    return _receipt(answers.answered([question], answers.in_hand(now), now).to_bytes())


@router.get("/day", response=DayOut, summary="某日是否列入 / listed on a day", auth=None)
def day(request: HttpRequest, code: str, on: date, known: datetime | None = None) -> dict[str, Any]:
    """What was listed on a day as known at an instant (without `known`: as known now; without an offset: in China)."""
    now = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    edge = now if known is None else known if known.tzinfo else known.replace(tzinfo=CHINA)
    pace.require_share("screening-day", 600, now=now)
    code = normalise_code(code[:100])[:20]
    held, entries = selectors.listed_on(code, on=on, known=edge)
    return {
        "code": code,
        "name": held.name if held else None,
        "on": on,
        "known": edge,
        "listed": bool(entries),
        "entries": [_day_entry(selectors.published(one)) for one in entries],
    }


def _day_entry(one: dict[str, Any]) -> dict[str, Any]:
    ground = one["ground"]
    return {
        "list_code": one["list"]["code"],
        "ground": ground["code"],
        "ground_zh": ground["zh"],
        "ground_en": ground["en"],
        "since": one["since"],
        "number": one["number"],
        "authority": one["authority"],
    }


@router.post("", summary="核查多个 / many at once")
@gate.requires(Permission.SCREEN_USE)
def many(request: HttpRequest, asked: AskedIn) -> HttpResponse:
    """Up to 1,000 names or codes, answered in the same request by one receipt."""
    now = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    questions = [answers.asked(one.name, one.code) for one in asked.items]
    return _receipt(answers.answered(questions, answers.in_hand(now), now).to_bytes())


@router.post("/jobs", response={202: JobOut}, summary="核查一份名单 / screen a list")
@gate.requires(Permission.SCREEN_USE)
def start(request: HttpRequest, file: File[UploadedFile], asked: Form[JobIn]) -> Status[Job]:
    """A list of up to 100,000 lines (CSV, Excel, text; multipart field `file`), answered in the background."""
    organisations = selectors.organisations_of(request.user)  # type: ignore[arg-type]  # behind the gate
    job = actions.take_job(
        data=file.read(actions.MOST_BYTES + 1),
        name=file.name or "list",
        purpose=asked.purpose,
        organisation_id=organisations[0],
        by=gate.actor_of(request),
        now=request.now,  # type: ignore[attr-defined]  # set by RequestEdge
    )
    tasks.wake()
    return Status(202, job)


@router.get("/jobs/{job_id}", response=JobOut, summary="进展 / how far it is")
@gate.requires(Permission.SCREEN_USE)
def job(request: HttpRequest, job_id: UUID) -> Job:
    """How far a list has come."""
    return _job(request, job_id)


@router.get("/jobs/{job_id}/receipt", summary="回执 / the receipt")
@gate.requires(Permission.SCREEN_USE)
def receipt(request: HttpRequest, job_id: UUID, questions: bool = True) -> HttpResponse:
    """The signed receipt; with `questions=false` without what was asked, to be shown to others."""
    return _receipt(files.receipt_of(_done(request, job_id), opening=questions))


@router.get("/jobs/{job_id}/results", summary="结果文件 / the results as a file")
@gate.requires(Permission.SCREEN_USE)
def results(request: HttpRequest, job_id: UUID, format: str = "csv", lang: str = "zh") -> HttpResponse:  # noqa: A002 (as the parameter is called)
    """The results as CSV, or as Excel with `format=xlsx`."""
    found = _done(request, job_id)
    return files.results(found, excel=format == "xlsx", english=lang == "en", every=True)


def _job(request: HttpRequest, job_id: UUID) -> Job:
    found = selectors.job_of(job_id, selectors.organisations_of(request.user))  # type: ignore[arg-type]  # behind the gate
    if found is None:
        raise Refusal("screening.no-job", "没有这次核验。", "There is no such screening.", status=404)
    return found


def _done(request: HttpRequest, job_id: UUID) -> Job:
    found = _job(request, job_id)
    if found.state != JobState.DONE:
        raise Refusal("screening.not-done", "还没有核验完，请稍后再取。", "Not finished yet: try again.", status=409)
    return found

"""For everybody: one name or code, the list to download, its versions, and what was listed on a day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate, pace, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.store import open_kept
from gongbao.kernel.screening.wording import LEAD
from gongbao.kernel.statutes.identifiers import normalise_code
from gongbao.register.screening import answers, files, selectors
from gongbao.register.screening.presenters import hits, jobs

PER_MINUTE = 60
LATEST = 30


def _share(request: Any) -> None:
    """A fair share for everybody, by address; whoever needs more signs in or takes the list home."""
    pace.require_share(f"screening:{request.META.get('REMOTE_ADDR', '')}", PER_MINUTE, now=request.now)


@gate.public
@require_GET
def ask(request: Any) -> HttpResponse:
    """One field, one answer, with its receipt."""
    name, code = request.GET.get("q", "").strip(), request.GET.get("code", "").strip()
    context: dict[str, Any] = {
        "asked": name,
        "code": code,
        "may_screen": policies.has(request.user, Permission.SCREEN_USE),
        "lead": LEAD.en if request.LANGUAGE_CODE.startswith("en") else LEAD.zh,
        "today": china_date(request.now),
    }
    status = 200
    if name or code:
        try:
            _share(request)
            context |= _answer(name, code, request.now)
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.status
    return render(request, "screening/ask.html", context, status=status)


def _answer(name: str, code: str, now: datetime) -> dict[str, Any]:
    loaded = answers.in_hand(now)
    question = answers.asked(name, code)
    row = answers.answered([question], loaded, now).rows[0]
    return {
        "row": row,
        "state": hits.outcome_state(row["outcome"]),
        "sentence": hits.sentence(row),
        "doubt": hits.doubt(*question, row),
        "hits": hits.cards(row),
        "list_facts": hits.list_facts(loaded.asked),
    }


@gate.public
@require_GET
def receipt(request: Any) -> HttpResponse:
    """The signed receipt of one question, to keep."""
    _share(request)
    question = answers.asked(request.GET.get("q", ""), request.GET.get("code", ""))
    raw = answers.answered([question], answers.in_hand(request.now), request.now).to_bytes()
    return files.download(raw, f"receipt-{request.now:%Y%m%d-%H%M%S}.json", "application/json")


@gate.public
@require_GET
def list_file(request: Any, version: str = "") -> HttpResponse:
    """The list itself, for screening offline: the latest version, or the one named."""
    row = selectors.version_of(version) if version else selectors.versions().first()
    if row is None:
        raise Http404
    with open_kept(row.sha256) as file:
        data = file.read()
    answer = HttpResponse(data, content_type="application/gzip")
    answer["Content-Disposition"] = f'attachment; filename="gongbao-list-{row.as_of}-{row.version[:12]}.jsonl.gz"'
    answer["ETag"] = f'"{row.version}"'
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if version else "public, max-age=60"
    return answer


@gate.public
@require_GET
def versions(request: Any) -> HttpResponse:
    """The versions there are, how to screen offline and how to verify a receipt."""
    rows = list(selectors.versions()[:LATEST])
    return render(request, "screening/versions.html", {"table": jobs.versions_table(rows), "latest": rows[:1]})


@gate.public
@require_GET
def on_a_day(request: Any) -> HttpResponse:
    """What was listed on day D about one code, as known on day K."""
    code = normalise_code(request.GET.get("code", "")[:100])[:20]
    if not code:
        return redirect("screening:ask")
    today = china_date(request.now)
    on, known = _day(request.GET.get("on", "")) or today, _day(request.GET.get("known", "")) or today
    until = min(request.now, datetime.combine(known + timedelta(days=1), datetime.min.time(), CHINA))
    held, entries = selectors.listed_on(code, on=on, known=until)
    context = {
        "code": code,
        "on": on,
        "known": known,
        "held": held,
        "listed": bool(entries),
        "entries": hits.entry_facts([selectors.published(one) for one in entries]),
        "title": _("某日是否列入"),
    }
    return render(request, "screening/day.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

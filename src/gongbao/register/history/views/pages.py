"""The pages of a record's history: every change, one fact through time, two versions side by side, one day."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import china_date
from gongbao.register.history import presenters, selectors
from gongbao.register.history.rules import follow, steps
from gongbao.register.records import selectors as records
from gongbao.register.records.selectors import Published

KEY_LIMIT = 120


def entity_or_404(code: str) -> tuple[int, Published]:
    """The entity of a code with the version that stands; 404 while nothing is published."""
    entity = records.entity_id_of(code)
    current = records.current(entity) if entity is not None else None
    if entity is None or current is None:
        raise Http404
    return entity, current


def name_of(code: str, current: Published) -> str:
    """The name the record has now."""
    return str(current.sections().get("registration", {}).get("name", "") or code)


def _frame(code: str, current: Published, title: str) -> dict[str, Any]:
    name = name_of(code, current)
    return {"code": code, "name": name, "title": title, "breadcrumb": presenters.crumbs(code, name, title)}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


@gate.public
@require_GET
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every version with what it changed and why, newest first, twenty at a time."""
    entity, current = entity_or_404(code)
    before = _number(request.GET.get("before", ""))
    found = selectors.through(entity, limit=selectors.PAGE + 1, before=before)
    shown = steps(found.versions)
    more = len(shown) > selectors.PAGE
    shown = shown[1:] if more else shown
    context = _frame(code, current, _("变更历史")) | {
        "steps": presenters.step_views(code, shown),
        "paging": {"previous_href": "", "next_href": f"?before={shown[0].seen.version}" if more else ""},
    }
    return render(request, "history/history.html", context)


@gate.public
@require_GET
def fact(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One fact through time; with `?at=` an instant, on to its permanent address as of that instant."""
    entity, current = entity_or_404(code)
    if asked := request.GET.get("at", ""):
        version = records.as_known_at(entity, _instant_or_404(asked))
        if version is None:
            raise Http404
        return redirect("history:moment", code, version.version, key)
    found = selectors.through(entity)
    line = follow(found.versions).get(key[:KEY_LIMIT])
    if not line:
        raise Http404
    label = presenters.label_of(line)
    context = _frame(code, current, label) | {
        "moments": presenters.fact_moments(code, key, line),
        "whole": found.whole,
    }
    return render(request, "history/fact.html", context)


@gate.public
@require_GET
def moment(request: HttpRequest, code: str, number: int, key: str) -> HttpResponse:
    """One fact as one version said it, for ever: with its proof, and a banner once it changed."""
    entity, current = entity_or_404(code)
    published = records.version(entity, number)
    if published is None:
        raise Http404
    found = selectors.through(entity)
    if published.version < found.versions[0].version:  # older than what is looked through: from it upwards
        found = selectors.through(entity, before=published.version + selectors.REACH // 2)
    view = presenters.fact_view(code, key, published, follow(found.versions).get(key[:KEY_LIMIT], []))
    if view is None:
        raise Http404
    context = _frame(code, current, view.label) | {"fact": view}
    return render(request, "history/moment.html", context, status=410 if published.body is None else 200)


@gate.public
@require_GET
def difference(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions side by side; without a choice the last two."""
    entity, current = entity_or_404(code)
    second = _number(request.GET.get("to", "")) or current.version
    first = _number(request.GET.get("from", "")) or max(second - 1, 1)
    first, second = sorted((first, second))
    older, newer, seen = selectors.pair(entity, first, second)
    if older is None or newer is None:
        raise Http404
    erased = [one.version for one in (older, newer) if one.body is None]
    context = _frame(code, current, _("比较两个版本")) | {
        "choices": presenters.version_choices(records.history(entity)),
        "first": first,
        "second": second,
        "erased": erased[0] if erased else None,
        "changes": [] if erased else presenters.between(seen[first], seen[second]),
        "before": _("第 %(number)d 版") % {"number": first},
        "after": _("第 %(number)d 版") % {"number": second},
    }
    return render(request, "history/difference.html", context)


@gate.public
@require_GET
def as_of(request: HttpRequest, code: str) -> HttpResponse:
    """A day (`?on=`) as it was known on another (`&known=`, a day or an instant; today if left out)."""
    entity, current = entity_or_404(code)
    now: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    today = china_date(now)
    day = selectors.day_of(request.GET.get("on", "")) or today
    known = selectors.instant_of(request.GET.get("known", "")) or now
    found = selectors.through(entity)
    context = _frame(code, current, _("某日的样子")) | {
        "view": presenters.day_view(code, found, day, known, now),
        "day": day,
        "known": china_date(known),
        "today": today,
        "whole": found.whole,
        "record_href": reverse("records:record", args=[code]),
    }
    return render(request, "history/as_of.html", context)


def _instant_or_404(text: str) -> datetime:
    found = selectors.instant_of(text.replace(" ", "+"))
    if found is None:
        raise Http404
    return found

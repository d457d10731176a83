"""Finding a firm: the page, and suggestions while typing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import china_date
from gongbao.register.entities import presenters, selectors
from gongbao.register.entities.forms import filters_from, page_number

LONGEST = 200


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]


@gate.public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Firms by name, code or sound, narrowed by filters; an empty field explains itself."""
    query, page = _query(request), page_number(request.GET.get("page", ""))
    filters = filters_from(request.GET, china_date(request.now))  # type: ignore[attr-defined]  # set by RequestEdge
    found = selectors.search(query, filters, page=page)
    choices = presenters.choices(filters)
    context = {
        "query": query,
        "filters": filters,
        "page": presenters.search_page(found, page, narrowed=not filters.is_empty()),
        "choices": choices,
        "conditions": presenters.conditions(filters, choices, request.GET),
    }
    return render(request, "entities/search.html", context)


@gate.public
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """The options under the field while typing. Without script nobody comes here but by the address: then the page."""
    query = _query(request)
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('entities:search')}?{urlencode({'q': query})}")
    hits = selectors.suggest(query) if len(query) > 1 else []
    answer = render(request, "entities/suggestions.html", {"options": presenters.options(hits)})
    answer["Cache-Control"] = "private, max-age=60"
    return answer

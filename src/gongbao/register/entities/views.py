"""Finding a firm."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate
from gongbao.register.entities import presenters, selectors
from gongbao.register.entities.models.entity import Category, Standing

MOST_PAGES = 50


def _page_number(request: HttpRequest) -> int:
    raw = request.GET.get("page", "1")
    return min(max(int(raw), 1), MOST_PAGES) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1


def filters_of(request: HttpRequest) -> selectors.Filters:
    """The filters of the address; what is no known value is ignored."""
    region, category, standing = (request.GET.get(key, "") for key in ("region", "category", "standing"))
    return selectors.Filters(
        region=region if region.isdigit() and len(region) <= 12 else "",
        category=category if category in Category.values else "",
        standing=standing if standing in Standing.values else "",
    )


@gate.public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Firms by name, code or initials; an empty field explains itself."""
    query = request.GET.get("q", "").strip()[:200]
    page, filters = _page_number(request), filters_of(request)
    found = selectors.search(query, filters, page=page)
    context = {
        "query": query,
        "filters": filters,
        "page": presenters.search_page(found, page),
        "categories": [("", _("不限")), *Category.choices],
        "standings": [("", _("不限")), *Standing.choices],
    }
    return render(request, "entities/search.html", context)

"""What search engines may find: the site map in bounded parts (sitemaps.org protocol 0.9), and robots.txt."""

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongbao.foundation.accounts import gate
from gongbao.register.history import atom, selectors

XML = "application/xml; charset=utf-8"
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
PAGES = ("/", "/search/", "/lists/abnormal/", "/lists/serious/", "/audit/", "/verify/")
# What is behind a sign-in, what is no page, and what would be endless.
CLOSED = (
    "/accounts/",
    "/api/",
    "/appearance/",
    "/i18n/",
    "/my/",
    "/office/",
    "/work/",
    "/search/?",
    "/search/suggest/",
    "/e/*/diff/",
    "/e/*/as-of/",
    "/e/*/facts/",
    "/e/*/v/*/facts/",
)
DAY = 86_400


def _urls(tag: str, item: str, rows: Iterable[tuple[str, datetime | None]]) -> bytes:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{tag} xmlns="{_SCHEMA}">']
    for path, at in rows:
        changed = f"<lastmod>{at:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if at else ""
        lines.append(f"<{item}><loc>{escape(settings.PUBLIC_URL + path)}</loc>{changed}</{item}>")
    return "\n".join([*lines, f"</{tag}>\n"]).encode()


@gate.public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts: the pages, and the records by stretches of 20,000 entities."""
    parts = [reverse("history:sitemap-part", args=[number]) for number in selectors.map_parts()]
    rows = [(path, None) for path in (reverse("history:sitemap-pages"), *parts)]
    return atom.cached(_urls("sitemapindex", "sitemap", rows), XML, request, seconds=DAY)


@gate.public
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages that are no record."""
    return atom.cached(_urls("urlset", "url", [(path, None) for path in PAGES]), XML, request, seconds=DAY)


@gate.public
@require_safe
def part(request: HttpRequest, number: int) -> HttpResponse:
    """One stretch of records, each with the day its present version was published."""
    found = selectors.map_part(number) if number <= selectors.LAST_PART else []
    if not found:
        raise Http404
    rows = ((f"/e/{code}/", at) for code, at in found)
    body = _urls("urlset", "url", rows)
    return atom.cached(body, XML, request, seconds=DAY, modified=max(at for _code, at in found))


@gate.public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Records and lists are for everybody; desks are not, nor pages without end."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {settings.PUBLIC_URL}{reverse('history:sitemap')}")
    return atom.cached("\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8", request, seconds=DAY)

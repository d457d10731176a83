"""Atom feeds: what was published about one firm, about the firms of a place, and who stands in a list."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongbao.foundation.accounts import gate
from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.codes.selectors import place_names
from gongbao.register.history import atom, listed, presenters, selectors
from gongbao.register.history.atom import Entry, Feed, Gone
from gongbao.register.history.listed import Listed
from gongbao.register.history.rules import Step, steps
from gongbao.register.history.views.pages import entity_or_404, name_of
from gongbao.register.listings.presenters import said
from gongbao.register.records.presenters import reason_words
from gongbao.register.subscriptions import selectors as list_events
from gongbao.register.subscriptions.presenters.lists import change_words, list_words
from gongbao.register.subscriptions.rules.versions import Event

BEGAN = datetime(2014, 10, 1, tzinfo=CHINA)  # when the register began by law: the date of a feed with nothing in it
CHANGES_TOLD = 12  # changed facts named in one entry


def _absolute(path: str, **asked: Any) -> str:
    query = {key: value for key, value in asked.items() if value not in (None, "")}
    return f"{settings.PUBLIC_URL}{path}{'?' + urlencode(query) if query else ''}"


def version_id(record: UUID, version: int) -> UUID:
    """The id of one version, the same in every feed and on every site."""
    return uuid5(record, str(version))


def _feed(request: HttpRequest, *, name: str, page_href: str, next_asked: dict[str, Any], **rest: Any) -> Feed:
    """What every feed has: who publishes, its own address and those of the pages before and after it."""
    here = {key: value for key, value in request.GET.items() if key in {"before", "after", "region"} and value}
    firm_part = {key: value for key, value in here.items() if key == "region"}
    return Feed(
        name=name,
        author=settings.LEDGER_ORIGIN,
        language="en" if translation.get_language() == "en" else "zh-Hans",
        origin=settings.LEDGER_ORIGIN,
        page_href=page_href,
        self_href=_absolute(request.path, **here),
        first_href=_absolute(request.path, **firm_part),
        next_href=_absolute(request.path, **firm_part, **next_asked) if next_asked else "",
        empty_since=BEGAN,
        **rest,
    )


@gate.public
@require_safe
def entity(request: HttpRequest, code: str) -> HttpResponse:
    """Every version of one firm's record with what it changed; versions erased by law are not in it."""
    entity_id, current = entity_or_404(code)
    raw = request.GET.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
    found = selectors.through(entity_id, limit=selectors.FEED_PAGE + 1, before=before)
    shown = steps(found.versions)
    more = len(shown) > selectors.FEED_PAGE
    shown = shown[1:] if more else shown
    name = name_of(code, current)
    feed = _feed(
        request,
        name=f"records/{current.record}",
        title=_("%(name)s 的公示记录") % {"name": name},
        subtitle=_("每一次公示改了什么、为什么"),
        page_href=_absolute(reverse("records:record", args=[code])),
        next_asked={"before": shown[0].seen.version} if more else {},
        entries=[
            _version_entry(code, name, current.record, one) for one in reversed(shown) if one.seen.facts is not None
        ],
        gone=[
            Gone(id=version_id(current.record, one.seen.version), at=one.seen.at)
            for one in reversed(shown)
            if one.seen.facts is None
        ],
    )
    return atom.answer(feed, request)


def _version_entry(code: str, name: str, record: UUID, one: Step) -> Entry:
    lines = [
        f"{change.label}:{change.before or '—'} → {change.after or '—'}"
        for change in presenters.changes(one.changes[:CHANGES_TOLD])
    ]
    if len(one.changes) > CHANGES_TOLD:
        lines.append(_("另有 %(n)d 项变化。") % {"n": len(one.changes) - CHANGES_TOLD})
    return Entry(
        id=version_id(record, one.seen.version),
        title=f"{name}:{reason_words(one.seen.reason)}",
        href=_absolute(reverse("records:version", args=[code, one.seen.version])),
        at=one.seen.at,
        words="\n".join(lines),
        category=one.seen.reason,
    )


@gate.public
@require_safe
def place(request: HttpRequest, region: str) -> HttpResponse:
    """What was published about the firms of a place (a division code, with everything below it)."""
    if not (region.isascii() and region.isdigit() and 2 <= len(region) <= 12):
        raise Http404
    named = place_names([region])
    at, entity_id = _key(request.GET.get("before", ""), request.now)  # type: ignore[attr-defined]  # set by RequestEdge
    found = selectors.news_of_place(region, at=at, entity=entity_id)
    if not named and not found.news and found.go_on is None:
        raise Http404
    key = found.go_on
    feed = _feed(
        request,
        name=f"places/{region}",
        title=_("%(place)s 的公示记录") % {"place": named.get(region, region)},
        subtitle=_("这一地区经营主体的每一次公示"),
        page_href=_absolute(reverse("entities:search"), region=region),
        next_asked={"before": f"{key[0].isoformat()}~{key[1]}"} if key else {},
        entries=[_news_entry(one) for one in found.news],
    )
    return atom.answer(feed, request)


def _news_entry(one: selectors.News) -> Entry:
    return Entry(
        id=version_id(one.record, one.version),
        title=f"{one.name}:{reason_words(one.reason)}",
        href=_absolute(reverse("records:version", args=[one.address_code, one.version])),
        at=one.published_at,
        words=_("第 %(number)d 版。") % {"number": one.version},
        category=one.reason,
    )


def _key(text: str, now: datetime) -> tuple[datetime, int]:
    """From where a page of a place's feed goes on; the beginning for what is no key."""
    at, _tilde, entity_id = text.replace(" ", "+").partition("~")
    moment = selectors.instant_of(at)
    if moment is None or not (entity_id.isascii() and entity_id.isdigit() and len(entity_id) <= 18):
        return now, 2**62
    return moment, int(entity_id)


@gate.public
@require_safe
def list_changes(request: HttpRequest) -> HttpResponse:
    """Every change of the lists, newest first: listed, removed, corrected, each with its version and reason."""
    head = list_events.head()
    raw = request.GET.get("before", "")
    until = min(int(raw) - 1, head) if raw.isascii() and raw.isdigit() and 1 <= len(raw) <= 15 and int(raw) else head
    rows = list_events.recent(until, selectors.FEED_PAGE)
    feed = _feed(
        request,
        name="lists/changes",
        title=_("名录变化"),
        subtitle=_("每一次列入、移出和更正，依次编号"),
        page_href=_absolute(reverse("subscriptions:changes")),
        next_asked={"before": rows[-1].version} if rows and rows[-1].version > 1 else {},
        entries=[_change_entry(one) for one in rows],
    )
    return atom.answer(feed, request)


def _change_entry(one: Event) -> Entry:
    english = translation.get_language() == "en"
    where = reverse("subscriptions:correction", args=[one.notice]) if one.notice else reverse("subscriptions:changes")
    named = one.name or _("（已结束公示）")
    words = "，".join(
        text for text in (one.reason_en if english else one.reason_zh, one.document, one.authority) if text
    )
    return Entry(
        id=uuid5(NAMESPACE_URL, f"{settings.LEDGER_ORIGIN}/lists/events/{one.version}"),
        title=f"{named}:{list_words(one.list)} {change_words(one.change)}",
        href=_absolute(where, until="" if one.notice else one.version),
        at=one.known_at,
        words=words,
        category=one.change,
    )


TITLES = {"abnormal": lambda: _("经营异常名录"), "serious": lambda: _("严重违法失信名单")}


@gate.public
@require_safe
def listings(request: HttpRequest, register: str) -> HttpResponse:
    """Who stands in a list, newest first; who has left it is taken back by a tombstone that names nobody."""
    source = listed.LISTS.get(register)
    if source is None:
        raise Http404
    today = china_date(request.now)  # type: ignore[attr-defined]  # set by RequestEdge
    asked = request.GET.get("region", "")
    region = asked if asked.isascii() and asked.isdigit() and len(asked) <= 12 else ""
    after = request.GET.get("after", "")
    found = source.page(region, after, today)
    feed = _feed(
        request,
        name=f"lists/{register}/{region}",
        title=TITLES[register](),
        subtitle=_("谁被列入、因何事由；移出的会从这里撤回"),
        page_href=_absolute(f"/lists/{register}/", region=region),
        next_asked={"after": found.next_after} if found.next_after else {},
        entries=[_listing_entry(register, one) for one in found.entries],
        gone=[] if after else [Gone(id=identity, at=at) for identity, at in source.ended(region, today)],
    )
    return atom.answer(feed, request)


def _listing_entry(register: str, one: Listed) -> Entry:
    ground = said(one.ground)
    year = [_("%(year)d 年度") % {"year": one.year}] if one.year else []
    return Entry(
        id=one.id,
        title=f"{one.name}:{ground}",
        href=_absolute(f"/lists/{register}/{one.entity_id}/{one.id}/"),
        at=one.at,
        words="，".join([ground, *year, one.authority]),
        category=one.category,
    )

"""Atom (RFC 4287) with pages (RFC 5005) and tombstones (RFC 6721), and answers no reader need fetch twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.http import http_date, quote_etag
from django.utils.xmlutils import SimplerXMLGenerator

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
HISTORY = "http://purl.org/syndication/history/1.0"
TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: its id never changes, whatever the address of the site."""

    id: UUID
    title: str
    href: str
    at: datetime
    words: str
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An entry that readers must take out again: only its id and when."""

    id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One page of a feed. `name` gives the whole feed its id; `updated`: when anything in it changed."""

    name: str
    title: str
    subtitle: str
    author: str
    language: str
    origin: str
    page_href: str
    self_href: str
    first_href: str
    next_href: str
    empty_since: datetime
    entries: Sequence[Entry]
    gone: Sequence[Gone] = ()

    @property
    def updated(self) -> datetime:
        """When anything in it last changed."""
        return max([*(one.at for one in self.entries), *(one.at for one in self.gone)], default=self.empty_since)


class _Writer(Atom1Feed):
    """Django's generator with what the three further standards add."""

    def __init__(self, feed: Feed) -> None:
        self.of = feed
        super().__init__(
            title=feed.title,
            link=feed.page_href,
            description=None,
            language=feed.language,
            author_name=feed.author,
            subtitle=feed.subtitle,
            feed_url=feed.self_href,
            feed_guid=uuid5(NAMESPACE_URL, f"{feed.origin}/feeds/{feed.name}").urn,
        )

    def latest_post_date(self) -> datetime:
        return self.of.updated

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES, "xmlns:fh": HISTORY}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "first", "href": self.of.first_href})
        if self.of.next_href:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.of.next_href})
        elif self.of.self_href == self.of.first_href:
            handler.addQuickElement("fh:complete", "")
        for gone in self.of.gone:
            handler.addQuickElement("at:deleted-entry", "", {"ref": gone.id.urn, "when": rfc3339_date(gone.at)})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, str]) -> None:
        words, item["description"] = item["description"], None  # type: ignore[assignment]  # plain text, not HTML
        super().add_item_elements(handler, item)
        if words:
            handler.addQuickElement("summary", words, {"type": "text"})


def written(feed: Feed) -> bytes:
    """The feed as XML."""
    writer = _Writer(feed)
    for one in feed.entries:
        writer.add_item(
            title=_clean(one.title),
            link=one.href,
            description=_clean(one.words),
            unique_id=one.id.urn,
            pubdate=one.at,
            updateddate=one.at,
            categories=[one.category] if one.category else (),
        )
    out = BytesIO()
    writer.write(out, "utf-8")
    return out.getvalue()


def _clean(text: str) -> str:
    """Without the control characters XML 1.0 can't hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def answer(feed: Feed, request: HttpRequest) -> HttpResponse:
    """The feed, or 304 to a reader that has it."""
    return cached(written(feed), TYPE, request, modified=feed.updated, seconds=300)


def cached(
    body: bytes, content_type: str, request: HttpRequest, *, seconds: int, modified: datetime | None = None
) -> HttpResponse:
    """Bytes that anybody may keep for so long, with ETag and Last-Modified; 304 where they are known."""
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    stamp = int(modified.timestamp()) if modified else None
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    known = get_conditional_response(request, response["ETag"], stamp, response)
    return known if isinstance(known, HttpResponse) else response

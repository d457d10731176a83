"""What a feed's bytes hold: titles, links, times, extracts. Authors are never read.

RSS and Atom go through defusedxml first (no entity is ever expanded), then feedparser; a page is a list of links.
Every reader bounds what it gives.
"""

import hashlib
import io
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any, NamedTuple, cast
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gongbao.briefing.signals.models import Outcome
from gongbao.briefing.signals.outside.refusing import NotFetched
from gongbao.foundation.clock import CHINA
from gongbao.kernel.cap.message import CapError
from gongbao.kernel.cap.reading import read as read_alert
from gongbao.kernel.headlines.text import headline, normalise

MOST = 500  # entries of one fetch
SHORTEST, LONGEST = 4, 200  # characters of a title
EXTRACT = 300


class Entry(NamedTuple):
    """One text: what identifies it in its feed, title, extract, link, and when published (None: not said)."""

    key: str
    title: str
    extract: str
    link: str
    published: datetime | None


def entry(
    title: str, *, extract: str = "", link: str = "", key: str = "", published: datetime | None = None
) -> Entry | None:
    """A bounded entry, or None if there is no title to speak of. Links other than http(s) are dropped."""
    head = headline(title)[:LONGEST]
    if len(head) < SHORTEST:
        return None
    safe = link if urlsplit(link).scheme in {"http", "https"} and len(link) <= 1_000 else ""
    mark = hashlib.sha256((key or link or head).encode("utf-8", "surrogatepass")).hexdigest()
    return Entry(mark, head, normalise(extract)[:EXTRACT], safe, published)


def of_feed(data: bytes) -> list[Entry]:
    """The entries of RSS or Atom, the first 500."""
    if b"<!ENTITY" in data:
        raise NotFetched(Outcome.ENTITIES)
    whole = True
    try:
        fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise NotFetched(Outcome.ENTITIES) from error
    except (ParseError, ValueError, LookupError):
        whole = False  # feedparser reads many a broken feed; whether it did, the entries say
    import feedparser  # noqa: PLC0415 (slow to load)

    read: Any = cast("Any", feedparser).parse  # the library says nothing of its types
    parsed = read(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=True)
    found = [one for row in parsed.entries[:MOST] if (one := _of_row(row))]
    if not found:
        raise NotFetched(Outcome.EMPTY if whole else Outcome.MALFORMED)
    return found


def _of_row(row: Any) -> Entry | None:
    at = row.get("published_parsed") or row.get("updated_parsed")
    published = datetime(at[0], at[1], at[2], at[3], at[4], min(at[5], 59), tzinfo=UTC) if at else None
    return entry(
        str(row.get("title", "")),
        extract=str(row.get("summary", "")),
        link=str(row.get("link", "")),
        key=str(row.get("id", "")),
        published=published,
    )


class _Links(HTMLParser):
    """Links with their words, and the text after each, in which a list's date stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[str]] = []
        self._open = False
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._quiet += 1
        href = dict(attrs).get("href") if tag == "a" else None
        if href and len(self.found) < MOST * 4:
            self.found.append([href, dict(attrs).get("title") or "", "", ""])
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._quiet = max(0, self._quiet - 1)
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self.found and not self._quiet:
            row = self.found[-1]
            place = 2 if self._open else 3
            row[place] = (row[place] + data)[:400]


_DAY = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(?<!\d)(\d{1,2})[-/月](\d{1,2})(?!\d)")


def of_page(data: bytes, *, base: str, now: datetime) -> list[Entry]:
    """The links of a page that lists texts: those on the same site with a title's length of words."""
    reader = _Links()
    reader.feed(decoded(data))
    host = urlsplit(base).hostname
    found: dict[str, Entry] = {}
    for href, title, words, after in reader.found:
        try:
            link = urljoin(base, href)
            same = urlsplit(link).hostname == host
        except ValueError:
            continue
        text = max(normalise(title), normalise(words), key=len)
        if same and len(text) >= SHORTEST * 2 and (one := entry(text, link=link, published=_day(after, now))):
            found.setdefault(one.key, one)
    if not found:
        raise NotFetched(Outcome.EMPTY)
    return list(found.values())[:MOST]


def _day(text: str, now: datetime) -> datetime | None:
    match = _DAY.search(text[:120])
    if not match:
        return None
    year, month, day, month_only, day_only = match.groups()
    try:
        found = datetime(int(year or now.year), int(month or month_only), int(day or day_only), 23, 59, tzinfo=CHINA)
    except ValueError:
        return None
    return found.replace(year=now.year - 1) if found > now + timedelta(days=1) and not year else found


def decoded(data: bytes) -> str:
    """Text of bytes: UTF-8, or GB 18030 as many sites and all office programs here write it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def of_cap(data: bytes) -> list[Entry]:
    """A weather warning as one entry; an update or cancel is an entry of its own, an exercise says that it is one."""
    try:
        alert = read_alert(data)
    except CapError as error:
        raise NotFetched(Outcome.MALFORMED, "CAP") from error
    found = []
    for info in alert.infos[:5]:
        drill = "(演练)" if alert.drill else ""
        places = "、".join(area.description for area in info.areas[:10])
        one = entry(
            f"{drill}{info.headline or info.event} {places}"[:LONGEST],
            extract=info.description or "",
            key=f"{alert.identifier} {info.event}",
            published=alert.sent,
        )
        if one:
            found.append(one)
    if not found:
        raise NotFetched(Outcome.EMPTY)
    return found

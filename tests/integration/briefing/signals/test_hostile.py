"""Feeds that are huge, slow, broken or hostile: each has its state on its own page, and nothing else breaks."""

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.integration.briefing.people import acting

from gongbao.briefing.signals import actions, rounds
from gongbao.briefing.signals.models import Cluster, Feed, Fetch
from gongbao.briefing.signals.outside import addresses, entries, fetching
from gongbao.briefing.signals.outside.refusing import NotFetched
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.cap import message as cap
from gongbao.kernel.cap.writing import written

ITEM = "<item><title>{}</title><link>https://news.example.org/{}</link><author>某记者</author><guid>{}</guid></item>"
GOOD = (
    "<rss version='2.0'><channel><title>x</title>" + ITEM.format("石门镇茶园发生滑坡", 1, 1) + "</channel></rss>"
).encode()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item>
<title>&b;</title></item></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><rss><channel/></rss>"""


class Site(BaseHTTPRequestHandler):
    asked: list[tuple[str, dict]] = []

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        name = self.path.strip("/").replace(".txt", "")
        getattr(self, f"give_{name}", self.give_nothing)()

    def give(self, body, status=200, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def give_nothing(self):
        self.give(b"", 404)

    def give_good(self):
        if self.headers.get("If-None-Match") == '"1"':
            return self.give(b"", 304)
        return self.give(GOOD, ETag='"1"')

    def give_packed(self):
        self.give(gzip.compress(GOOD), Content_Encoding="gzip")

    def give_bomb(self):
        self.give(gzip.compress(b" " * (fetching.MOST_UNPACKED + 100)), Content_Encoding="gzip")

    def give_cut(self):
        self.give(gzip.compress(GOOD)[:30] + b"garbage", Content_Encoding="gzip")

    def give_huge(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b"x" * 65_536)
        except OSError:
            pass

    def give_slow(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def give_entities(self):
        self.give(BOMB)

    def give_external(self):
        self.give(OUTSIDE)

    def give_broken(self):
        self.give(b"<rss><channel><item><title>no end")

    def give_html(self):
        self.give(b"<!doctype html><p>not a feed")

    def give_salvaged(self):
        self.give(GOOD.replace(b"</channel></rss>", b"<item><title>&nbsp; open"))

    def give_empty(self):
        self.give(b"<rss version='2.0'><channel/></rss>")

    def give_error(self):
        self.give(b"", 503)

    def give_loop(self):
        self.give(b"", 302, Location="/loop")

    def give_inward(self):
        self.give(b"", 302, Location="http://10.0.0.1/secret")

    def give_file(self):
        self.give(b"", 302, Location="file:///etc/passwd")

    def give_moved(self):
        self.give(b"", 301, Location="/good")

    def give_page(self):
        self.give(
            "<ul><li><a href='/a/1'>石门镇茶园发生滑坡</a> 2026-06-29</li>"
            "<li><a href='https://elsewhere.example/x'>别处的长标题一条</a></li>"
            "<li><a href='javascript:alert(1)'>不是链接的链接标题</a></li><a href='/b'>短</a></ul>".encode("gb18030")
        )

    def give_closed(self):
        self.give_page()

    def give_robots(self):
        self.give(b"User-agent: *\nDisallow: /closed\n")


@pytest.fixture
def site(settings):
    settings.SIGNALS_INSIDE = ["127.0.0.1"]
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def feed_at(watch, url, now, kind="rss", name=None):
    by = acting(watch.chief)
    return actions.add_feed(desk=watch.desk, name=name or url[-40:], kind=kind, url=url, by=by, now=now)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("good", "ok"),
        ("packed", "ok"),
        ("moved", "ok"),
        ("salvaged", "ok"),
        ("bomb", "bomb"),
        ("cut", "malformed"),
        ("huge", "huge"),
        ("entities", "entities"),
        ("external", "empty"),
        ("broken", "malformed"),
        ("html", "malformed"),
        ("empty", "empty"),
        ("error", "status"),
        ("nowhere", "status"),
        ("loop", "redirect"),
        ("inward", "refused"),
        ("file", "refused"),
    ],
)
def test_each_has_its_state_and_only_good_ones_are_kept(watch, site, now, path, outcome):
    feed = feed_at(watch, f"{site}/{path}", now)
    assert rounds.ask_one(feed, now) == outcome
    feed.refresh_from_db()
    assert (feed.outcome, feed.failures) == (outcome, 0 if outcome == "ok" else 1)
    assert Cluster.objects.count() == (1 if outcome == "ok" else 0)
    assert Fetch.objects.get().outcome == outcome


def test_a_slow_one_is_given_up(watch, site, now, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    assert rounds.ask_one(feed_at(watch, f"{site}/slow", now), now) == "slow"


def test_what_has_not_changed_is_not_sent_again(watch, site, now):
    feed = feed_at(watch, f"{site}/good", now)
    assert rounds.ask_one(feed, now) == "ok"
    feed.refresh_from_db()
    assert rounds.ask_one(feed, now) == "same"
    assert Site.asked[-1][1]["If-None-Match"] == '"1"'
    assert "Gongbao" in Site.asked[-1][1]["User-Agent"]


def test_a_page_is_a_list_of_links_where_the_site_allows(watch, site, now):
    assert rounds.ask_one(feed_at(watch, f"{site}/page", now, kind="page"), now) == "ok"
    assert [c.title for c in Cluster.objects.all()] == ["石门镇茶园发生滑坡"]
    assert rounds.ask_one(feed_at(watch, f"{site}/closed", now, kind="page"), now) == "robots"


def test_a_round_asks_each_site_once_and_one_in_trouble_troubles_no_other(watch, site, now):
    bad, good = feed_at(watch, f"{site}/bomb", now, name="坏"), feed_at(watch, f"{site}/good", now, name="好")
    Feed.objects.filter(pk=good.pk).update(host="other")
    assert rounds.ask_round(now) == 2
    assert rounds.ask_round(now) == 0  # each has its next time
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.outcome, good.outcome) == ("bomb", "ok")
    assert bad.next_at > good.next_at  # the one in trouble is asked more seldom


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example.org/x",
        "file:///etc/passwd",
        "http://user:secret@news.example.org/",
        "http://",
        "//x",
        "http://[::1",
        "http://news.example.org:99999/",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_are_none_are_refused_when_typed(watch, now, url):
    with pytest.raises(Refusal, match="url"):
        feed_at(watch, url, now, name="x")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
    ],
)
def test_inside_addresses_are_never_asked(address, monkeypatch):
    assert not addresses.public(address)
    family = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", (address, 80))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: family)
    with pytest.raises(NotFetched, match="REFUSED"):
        addresses.look_at("http://news.example.org/")


def test_the_address_looked_at_is_the_one_connected_to(monkeypatch):
    answers = iter([[(2, 1, 6, "", ("93.184.216.34", 443))], [(2, 1, 6, "", ("10.0.0.1", 443))]])
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: next(answers))
    target = addresses.look_at("https://news.example.org/rss?x=1")
    assert target.url == "https://93.184.216.34:443/rss?x=1"
    assert target.host_header == "news.example.org"


def test_authors_and_markup_never_arrive():
    found = entries.of_feed(GOOD.replace("石门镇茶园".encode(), "&lt;b&gt;石门镇&lt;/b&gt;茶园".encode()))
    assert found[0].title == "石门镇 茶园发生滑坡" or found[0].title == "石门镇茶园发生滑坡"
    assert "某记者" not in str(found)


def test_a_weather_warning(now):
    info = cap.Info(
        categories=(cap.Category.MET,),
        event="暴雨",
        urgency=cap.Urgency.EXPECTED,
        severity=cap.Severity.SEVERE,
        certainty=cap.Certainty.LIKELY,
        headline="青岚县发布暴雨红色预警",
        areas=(cap.Area(description="石门镇"),),
    )
    alert = cap.Alert(
        identifier="a1",
        sender="met@example.org",
        sent=now,
        status=cap.Status.ACTUAL,
        type=cap.MessageType.ALERT,
        scope=cap.Scope.PUBLIC,
        infos=(info,),
    )
    [found] = entries.of_cap(written(alert))
    assert found.title == "青岚县发布暴雨红色预警 石门镇"
    with pytest.raises(NotFetched, match="MALFORMED"):
        entries.of_cap(b"<alert/>")

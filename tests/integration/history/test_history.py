"""Records in time, over pages, API, feeds and site map: one firm that moved, was corrected, listed and removed."""

import xml.etree.ElementTree as ET
from datetime import date, datetime

import feedparser
import pytest
from tests.integration.listings.conftest import county, register  # noqa: F401 (pytest finds them by name)

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.foundation.ledger.actions import begin_log, publish_head, sequence_batch
from gongbao.register.entities.actions import change_entity
from gongbao.register.entities.models import EntityCode
from gongbao.register.history import selectors
from gongbao.register.listings import actions as listings
from gongbao.register.listings.actions.entering import list_entity
from gongbao.register.records import actions as records
from gongbao.register.records.actions import erase
from gongbao.register.records.models import Record

pytestmark = pytest.mark.django_db
BY = command("test")
ATOM = "{http://www.w3.org/2005/Atom}"
OLD, SECRET, NEW = "青岚县城关镇建设路1号", "青岚县城关镇误登路13号", "青岚县城关镇人民路8号"
WHY = {"ground": "《中华人民共和国个人信息保护法》第四十七条", "authority": "青岚县市场监督管理局"}


def at(year, month, day, hour=10):
    return datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    set_(at(2026, 7, 8))
    return set_


@pytest.fixture
def firm(register):  # noqa: F811 (the fixture above)
    """Imported in January; moved on 2 March, told on 10 April; on 20 May found to have moved on 20 February."""
    begin_log(now=at(2026, 1, 5))
    one = register(1, address=OLD)
    EntityCode.objects.create(value=one.code, scheme="uscc", entity_id=one.id)
    records.publish(entity_ids=[one.id], reason="imported", by=BY, now=at(2026, 1, 5))
    for address, since, told in ((SECRET, date(2026, 3, 2), (4, 10)), (NEW, date(2026, 2, 20), (5, 20))):
        now = at(2026, *told)
        change_entity(entity_id=one.id, changes={"address": address}, effective_on=since, reason="迁址", by=BY, now=now)
        records.publish(entity_ids=[one.id], reason="changed", by=BY, now=now)
    sequence_batch(now=at(2026, 5, 20))
    publish_head(now=at(2026, 5, 20))
    return one


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_the_history_says_what_each_version_changed_and_why(client, firm, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = text(client, f"/e/{firm.code}/history/")
    assert "登记事项变更" in page
    assert "第一次公示" in page
    assert page.index("第 3 版") < page.index("第 2 版") < page.index("第 1 版")
    assert "<del>" in page
    assert '{"' not in page.split("<main", 1)[1], "words, not JSON"
    assert f'href="/e/{firm.code}/diff/?from=2&amp;to=3"' in page
    assert f'type="application/atom+xml" title="{firm.name}" href="/e/{firm.code}/feed.atom"' in page


def test_a_day_as_known_then_and_as_known_now(client, firm, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        then = text(client, f"/e/{firm.code}/as-of/?on=2026-02-25&known=2026-04-30")
    assert OLD in then
    assert "自2026年1月5日起为本系统所知；实际起始日未记载" in then
    assert "关于这一天，后来所知不同" in then
    now = text(client, f"/e/{firm.code}/as-of/?on=2026-02-25")
    assert NEW in now
    assert "自2026年2月20日起（登记所载）" in now
    assert "后来所知不同" not in now
    assert "什么也没有公示过" in text(client, f"/e/{firm.code}/as-of/?on=2026-01-04")
    # The control on the firm's own page: a day shows the page of that day, two days lead here.
    page = text(client, f"/e/{firm.code}/?on=2026-04-11")
    assert SECRET in page
    assert "这是 2026年4月11日 当天公示的样子" in page
    moved = client.get(f"/e/{firm.code}/?on=2026-02-25&known=2026-04-30")
    assert moved.url == f"/e/{firm.code}/as-of/?known=2026-04-30&on=2026-02-25"
    assert text(client, f"/e/{firm.code}/as-of/?on=never&known=nor")


def test_one_fact_has_an_address_for_ever_and_a_banner_once_it_changed(client, firm, django_assert_max_num_queries):
    key = "registration.address"
    old = f"/e/{firm.code}/v/1/facts/{key}/"
    with django_assert_max_num_queries(14):
        page = text(client, old)
    assert OLD in page
    assert "这一项后来变了" in page
    assert "2026年4月10日" in page
    assert f"/e/{firm.code}/v/1/proof/" in page
    assert "这一项后来变了" not in text(client, f"/e/{firm.code}/v/3/facts/{key}/")
    assert "这一项后来变了" not in text(client, f"/e/{firm.code}/v/1/facts/registration.name/")
    assert client.get(f"/e/{firm.code}/facts/{key}/?at=2026-04-09T10:00:00%2B08:00").url == old
    assert client.get(f"/e/{firm.code}/facts/{key}/?at=2026-04-10T10:00:00+08:00").url == old.replace("/v/1/", "/v/2/")
    line = text(client, f"/e/{firm.code}/facts/{key}/")
    assert line.index(NEW) < line.index(SECRET) < line.index(OLD)
    for nothing in (
        f"/e/{firm.code}/v/9/facts/{key}/",
        f"/e/{firm.code}/facts/registration.nothing/",
        f"/e/{firm.code}/facts/{key}/?at=when",
        f"/e/{firm.code}/facts/{key}/?at=2025-01-01",
        "/e/91999101MA00000000/history/",
    ):
        text(client, nothing, 404)


def test_any_two_versions_side_by_side(client, firm):
    page = text(client, f"/e/{firm.code}/diff/?from=1&to=3")
    assert "<del>" in page
    assert "自2026年2月20日起" in page
    assert "第 1 版</th>" in text(client, f"/e/{firm.code}/diff/?from=3&to=1"), "the earlier one first, however asked"
    assert "没有不同" in text(client, f"/e/{firm.code}/diff/?from=2&to=2")
    text(client, f"/e/{firm.code}/diff/?from=1&to=7", 404)


def test_erased_content_is_in_no_view_of_history(client, firm):
    erase(entity_id=firm.id, version=2, by=BY, now=at(2026, 6, 1), **WHY)
    code, key = firm.code, "registration.address"
    pages = {
        f"/e/{code}/history/": 200,
        f"/e/{code}/facts/{key}/": 200,
        f"/e/{code}/v/2/facts/{key}/": 410,
        f"/e/{code}/diff/?from=1&to=2": 200,
        f"/e/{code}/diff/": 200,
        f"/e/{code}/as-of/?on=2026-04-15&known=2026-04-15": 200,
        f"/e/{code}/feed.atom": 200,
        "/places/999101/feed.atom": 200,
        f"/api/v1/records/{code}/as-of?on=2026-04-15&known=2026-04-15": 200,
        f"/api/v1/records/{code}/changes": 200,
        f"/api/v1/records/{code}/facts/{key}": 200,
        f"/api/v1/records/{code}/diff?from=1&to=2": 410,
    }
    for address, status in pages.items():
        assert SECRET not in text(client, address, status), address
        assert "误登路" not in text(client, address, status), address
    assert "已依法删除" in text(client, f"/e/{code}/as-of/?on=2026-04-15&known=2026-04-15")
    said = client.get(f"/api/v1/records/{code}/facts/{key}").json()["said"]
    assert [one["standing"] for one in said] == ["stated", "erased", "recorded"]
    # Erased then, but stated since by the version after it: that day is known again.
    later = client.get(f"/api/v1/records/{code}/as-of?on=2026-04-15").json()["facts"]
    assert {one["key"]: one["said"]["words"] for one in later}[key]["zh"] == NEW
    assert "deleted-entry" in text(client, f"/e/{code}/feed.atom")


def test_the_api_answers_both_times_in_one_call(client, firm, django_assert_max_num_queries):
    base = f"/api/v1/records/{firm.code}"
    with django_assert_max_num_queries(8):
        answer = client.get(f"{base}/as-of?on=2026-02-25&known=2026-04-30T12:00:00%2B08:00").json()
    facts = {one["key"]: one for one in answer["facts"]}
    address = facts["registration.address"]
    assert (answer["version"], answer["whole"]) == (2, True)
    assert address["label"]["zh"] == "住所"
    assert address["label"]["en"].isascii()
    assert address["changed_since"] is True
    assert address["said"]["standing"] == "recorded"
    assert address["said"]["words"] == {"zh": OLD, "en": OLD}
    assert address["said"]["since"] is None
    assert address["said"]["proof"].endswith(f"/e/{firm.code}/v/1/record.tlog-proof")
    assert facts["registration.name"]["changed_since"] is False
    today = {one["key"]: one for one in client.get(f"{base}/as-of?on=2026-02-25").json()["facts"]}
    assert today["registration.address"]["said"]["since"] == "2026-02-20"
    before = client.get(f"{base}/as-of?on=2020-01-01").json()["facts"]
    assert {one["said"]["standing"] for one in before} == {"unknown"}
    changes = client.get(f"{base}/changes").json()
    assert [(one["version"], [c["key"] for c in one["changes"]]) for one in changes["versions"]] == [
        (3, ["registration.address"]),
        (2, ["registration.address"]),
        (1, []),
    ]
    assert changes["next_before"] is None
    (one,) = client.get(f"{base}/diff?from=1&to=3").json()["changes"]
    assert (one["before"]["zh"], one["after"]["zh"], one["since_after"]) == (OLD, NEW, "2026-02-20")
    wrong = client.get(f"{base}/as-of?known=yesterday")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "history.known")
    assert client.get("/api/v1/records/91999101MA00000000/as-of").status_code == 404
    assert client.get(f"{base}/facts/nothing").status_code == 404


def test_the_record_itself_says_since_when(client, firm):
    assert client.get(f"/e/{firm.code}/v/3/record.json").json()["sections"]["registration"]["since"] == {
        "address": "2026-02-20"
    }
    assert "自2026年2月20日起" in text(client, f"/e/{firm.code}/")


def rfc4287(raw):
    """What RFC 4287 demands of a feed and each entry; returns the tree."""
    tree = ET.fromstring(raw)
    assert tree.tag == f"{ATOM}feed"
    for part in (tree, *tree.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert part.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert datetime.fromisoformat(part.find(f"{ATOM}updated").text).tzinfo
    assert tree.find(f"{ATOM}author/{ATOM}name").text
    ids = [one.find(f"{ATOM}id").text for one in tree.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    links = [(one.get("rel"), one.get("href")) for one in tree.findall(f"{ATOM}link")]
    assert {"self", "alternate", "first"} <= {rel for rel, _ in links}
    parsed = feedparser.parse(raw)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    assert [one.id for one in parsed.entries] == ids
    return tree


def test_feeds_of_a_firm_and_a_place_have_stable_ids_and_tell_nothing_twice(
    client, firm, settings, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        answer = client.get(f"/e/{firm.code}/feed.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    tree = rfc4287(answer.content)
    entries = tree.findall(f"{ATOM}entry")
    assert [one.find(f"{ATOM}title").text for one in entries] == [
        f"{firm.name}:登记事项变更",
        f"{firm.name}:登记事项变更",
        f"{firm.name}:登记数据导入",
    ]
    assert NEW in entries[0].find(f"{ATOM}summary").text
    assert answer["Last-Modified"] == "Wed, 20 May 2026 02:00:00 GMT"
    for header in ({"If-None-Match": answer["ETag"]}, {"If-Modified-Since": answer["Last-Modified"]}):
        assert client.get(f"/e/{firm.code}/feed.atom", headers=header).status_code == 304
    with django_assert_max_num_queries(4):
        place = rfc4287(client.get("/places/999101/feed.atom").content)
    ids = [one.find(f"{ATOM}id").text for one in entries]
    assert [one.find(f"{ATOM}id").text for one in place.findall(f"{ATOM}entry")] == ids, "one version, one id"
    settings.PUBLIC_URL = "https://elsewhere.example"
    moved = rfc4287(client.get(f"/e/{firm.code}/feed.atom").content)
    assert [one.find(f"{ATOM}id").text for one in moved.findall(f"{ATOM}entry")] == ids
    assert moved.find(f"{ATOM}id").text == tree.find(f"{ATOM}id").text
    for nothing in ("/places/888888/feed.atom", "/places/abc/feed.atom", "/lists/nothing/feed.atom"):
        text(client, nothing, 404)
    rfc4287(client.get("/lists/serious/feed.atom").content)


@pytest.mark.parametrize("small", [True, False])
def test_a_place_is_paged_to_its_end_whatever_its_size(client, register, monkeypatch, small):  # noqa: F811 (as above)
    monkeypatch.setattr(selectors, "FEED_PAGE", 3)
    monkeypatch.setattr(selectors, "SCANNED", 4)
    monkeypatch.setattr(selectors, "SMALL", 100 if small else 2)
    begin_log(now=at(2026, 1, 5))
    here = [register(number) for number in range(1, 9)]
    there = [register(number, region="999102001") for number in range(11, 17)]
    records.publish(entity_ids=[one.id for one in [*here[:4], *there]], reason="imported", by=BY, now=at(2026, 1, 5))
    records.publish(entity_ids=[one.id for one in here[4:]], reason="imported", by=BY, now=at(2026, 1, 6))
    address, seen, pages = "/places/999101/feed.atom", [], 0
    while address and pages < 20:
        tree = rfc4287(client.get(address).content)
        seen += [one.find(f"{ATOM}title").text for one in tree.findall(f"{ATOM}entry")]
        address = next((one.get("href") for one in tree.findall(f"{ATOM}link") if one.get("rel") == "next"), "")
        address = address.removeprefix("http://127.0.0.1:8000")
        pages += 1
    assert sorted(seen) == sorted(f"{one.name}:登记数据导入" for one in here)


def test_a_list_is_followed_and_who_has_left_is_taken_back_without_a_name(client, clock, firm):
    listed = list_entity(entity_id=firm.id, ground="late-report", statement="", period=2025, by=BY, now=at(2026, 7, 6))
    tree = rfc4287(client.get("/lists/abnormal/feed.atom?region=999101").content)
    (entry,) = tree.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{listed.id}"
    assert 'rel="alternate" type="application/atom+xml"' in text(client, "/lists/abnormal/")
    key = f"listings.{listed.id}"
    assert "怎样移出" in text(client, f"/e/{firm.code}/facts/{key}/")
    listings.correct_entry(entity_id=firm.id, listing_id=listed.id, reason="已按期报送", by=BY, now=at(2026, 7, 8, 11))
    clock(at(2026, 7, 9))
    raw = text(client, "/lists/abnormal/feed.atom")
    tree = rfc4287(raw)
    assert not tree.findall(f"{ATOM}entry")
    (gone,) = tree.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert gone.get("ref") == f"urn:uuid:{listed.id}"
    assert firm.name not in raw
    # Its publication has ended: history says so, and no more.
    for address in (f"/e/{firm.code}/history/", f"/e/{firm.code}/facts/{key}/", f"/e/{firm.code}/feed.atom"):
        page = text(client, address)
        assert "已依法停止公示" in page
        assert listed.decision_id.hex not in page.replace("-", "")
        assert "怎样移出" not in page


def test_the_site_map_is_bounded_and_complete(client, firm, register, django_assert_num_queries):  # noqa: F811 (as above)
    far = register(2, id=firm.id + 45_000)
    records.publish(entity_ids=[far.id], reason="imported", by=BY, now=at(2026, 1, 6))
    with django_assert_num_queries(1):
        index = ET.fromstring(client.get("/sitemap.xml").content)
    ns = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [one.text.removeprefix("http://127.0.0.1:8000") for one in index.iter(f"{ns}loc")]
    parts = sorted({firm.id // selectors.PART, far.id // selectors.PART})
    assert found == ["/sitemaps/pages.xml", *(f"/sitemaps/records-{number}.xml" for number in parts)]
    urls = {}
    for path in found:
        tree = ET.fromstring(client.get(path).content)
        urls |= {one.findtext(f"{ns}loc"): one.findtext(f"{ns}lastmod") for one in tree.iter(f"{ns}url")}
    assert urls[f"http://127.0.0.1:8000/e/{firm.code}/"] == "2026-05-20T02:00:00Z"
    assert f"http://127.0.0.1:8000/e/{far.code}/" in urls
    assert Record.objects.filter(superseded_at=None).count() + 6 == len(urls)
    for path in urls:
        assert client.get(path.removeprefix("http://127.0.0.1:8000")).status_code in {200, 404}
    text(client, "/sitemaps/records-999999.xml", 404)
    text(client, f"/sitemaps/records-{10**30}.xml", 404)
    answer = client.get("/robots.txt")
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in answer.content.decode()
    assert "Disallow: /office/" in answer.content.decode()
    assert client.get("/robots.txt", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_long_history_is_read_a_page_at_a_time(client, firm):
    for number in range(30):
        now = at(2026, 6, 1, 0).replace(minute=number)
        change_entity(
            entity_id=firm.id, changes={"scope": f"{number}"}, effective_on=date(2026, 6, 1), reason="x", by=BY, now=now
        )
        records.publish(entity_ids=[firm.id], reason="changed", by=BY, now=now)
    page = text(client, f"/e/{firm.code}/history/")
    assert "第 14 版" in page
    assert "第 13 版" not in page.split("<main", 1)[1].split("分页")[0]
    assert 'href="?before=14"' in page
    assert "第一次公示" in text(client, f"/e/{firm.code}/history/?before=14")
    answer = client.get(f"/api/v1/records/{firm.code}/changes").json()
    assert (len(answer["versions"]), answer["next_before"]) == (20, 14)
    assert len(client.get(f"/api/v1/records/{firm.code}/changes?before=14").json()["versions"]) == 13

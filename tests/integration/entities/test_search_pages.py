"""The search page, its suggestions, and the same in the API."""

import pytest

from gongbao.register.listings.models import Listing

pytestmark = pytest.mark.django_db
FIRMS = ("青岚县蓝鹤茶业有限公司", "青岚县石门镇云雾茶厂", "青岚华星机械有限公司")


@pytest.fixture
def firms(add):
    return add(*FIRMS)


def page_of(client, **asked):
    answer = client.get("/search/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_field_explains_itself(client, firms):
    assert "错一个字也能找到" in page_of(client)


def test_the_match_is_marked_where_it_stands(client, add):
    add("青岚县鼎盛(白鹭)电子有限公司")
    page = page_of(client, q="盛白鹭")
    assert (
        "青岚县鼎<mark>盛(白鹭</mark>)电子有限公司" in page or "青岚县鼎<mark>盛</mark>(<mark>白鹭</mark>)电子" in page
    )
    assert "找到 1 家" in page


def test_how_it_was_found_is_said(client, firms):
    assert "差一个字" in page_of(client, q="华兴机械")
    assert "含有这些字" in page_of(client, q="青岚茶业")
    assert "少写几个字" in page_of(client, q="绝无此名")
    assert "去掉一两个条件" in page_of(client, q="茶业", standing="gone")


def test_filters_of_the_address_are_kept(client, firms):
    page = page_of(client, q="青岚", region="999101", since="2020-01-01", kind="1100")
    assert '<option value="999101" selected>' in page
    assert 'value="2020-01-01"' in page
    assert "石门镇" in page  # the next level can be chosen
    assert "成立不早于 2020-01-01" in page
    assert "region=999101&amp;kind=1100" in page  # the way to drop the day


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "-3"},
        {"page": "9" * 30},
        {"page": "二"},
        {"region": "'; --"},
        {"since": "yesterday", "until": "2020-13-45"},
        {"industry": "%" * 50},
        {"listing": "every", "kind": "\x00", "standing": "x" * 5000},
    ],
)
def test_filters_that_are_none_are_ignored(client, firms, asked):
    assert "蓝鹤" in page_of(
        client, q="蓝鹤", **{**asked, "page": asked.get("page", "1") if "9" not in asked.get("page", "") else "1"}
    )
    assert client.get("/search/", {"q": "蓝鹤", **asked}).status_code == 200
    assert (
        client.get("/api/v1/entities", {"q": "蓝鹤", **{k: v for k, v in asked.items() if k != "page"}}).status_code
        == 200
    )


def test_suggestions_are_options(client, firms):
    answer = client.get("/search/suggest/", {"q": "蓝鹤"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert text.count('role="option"') == 1
    assert "<mark>蓝鹤</mark>" in text
    assert f'data-href="/e/{firms[0].code}/"' in text
    assert client.get("/search/suggest/", {"q": "x"}, headers={"HX-Request": "true"}).content.strip() == b""


def test_suggestions_by_the_address_are_the_page(client, firms):
    answer = client.get("/search/suggest/", {"q": "蓝鹤"})
    assert (answer.status_code, answer["Location"]) == (302, "/search/?q=%E8%93%9D%E9%B9%A4")


def test_the_api_finds_the_same(client, firms):
    answer = client.get("/api/v1/entities", {"q": "云雾 石门"}).json()
    assert (answer["total"], answer["more"], answer["how"]) == (1, False, "name")
    (hit,) = answer["hits"]
    assert (hit["name"], hit["marks"]) == ("青岚县石门镇云雾茶厂", [[3, 5], [6, 8]])
    assert client.get("/api/v1/entities/suggestions", {"q": "lanhe"}).json()[0]["marks"] == [[3, 5]]
    assert client.get("/api/v1/entities", {"q": "蓝鹤", "page": "0"}).json()["total"] == 1


def test_by_listing(client, firms, now):
    firm = firms[0]
    facts = {"ground": "report-missing", "period": 2024, "region": firm.region, "authority": "青岚县市场监督管理局"}
    decision = "0198c5a0-0000-7000-8000-000000000001"
    Listing.objects.create(entity=firm, register="abnormal", decision_id=decision, listed_on="2025-07-01", **facts)
    found = {
        listing: [h["name"] for h in client.get("/api/v1/entities", {"q": "青岚", "listing": listing}).json()["hits"]]
        for listing in ("abnormal", "serious", "none")
    }
    assert found["abnormal"] == [firm.name]
    assert found["serious"] == []
    assert set(found["none"]) == set(FIRMS) - {firm.name}
    Listing.objects.update(shown_until="2025-12-31")
    assert client.get("/api/v1/entities", {"q": "青岚", "listing": "abnormal"}).json()["hits"] == []


def test_a_page_costs_the_same_wherever_it_is(client, firms, add, django_assert_max_num_queries):
    add(*[f"青岚第{n}茶厂" for n in range(60)])
    page_of(client, q="茶厂")
    with django_assert_max_num_queries(8):
        page_of(client, q="茶厂", page="3", region="999101")

"""Finding firms: each way of asking, hostile questions, what it costs."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongbao.register.entities.finding import candidates, commonness
from gongbao.register.entities.finding.search import COUNT_LIMIT, Found, search, suggest
from gongbao.register.entities.folding import fold, grams
from gongbao.register.entities.models import EntityCode
from gongbao.register.entities.selectors import Filters

pytestmark = pytest.mark.django_db

both_ways = pytest.mark.parametrize("sounds", ["heard", "unheard"], indirect=True)
BEYOND_A_SAMPLE = 10**9  # pages of which a sample has none of the few that a test fills
FIRMS = (
    "青岚县蓝鹤茶业有限公司",
    "青岚县石门镇云雾茶厂",
    "青岚华星机械有限公司",
    "云岭省长青建设集团股份有限公司",
    "白鹭区如意服饰商行",
    "青岚县鼎盛(白鹭)电子科技有限公司",
    "ABC青岚新材料有限公司",
    "青岚县３６５便利店",
    "蓝鹤(青岚)农业开发有限公司",
)


@pytest.fixture
def firms(add):
    return {entity.name: entity for entity in add(*FIRMS)}


def names(found: Found) -> list[str]:
    return [hit.name for hit in found.hits]


@both_ways
@pytest.mark.parametrize(
    ("query", "first", "how"),
    [
        ("青岚县蓝鹤茶业有限公司", "青岚县蓝鹤茶业有限公司", "name"),
        ("鹤茶业", "青岚县蓝鹤茶业有限公司", "name"),
        ("茶业 蓝鹤", "青岚县蓝鹤茶业有限公司", "name"),
        ("青嵐縣藍鶴茶業", "青岚县蓝鹤茶业有限公司", "name"),
        ("ＡＢＣ青岚", "ABC青岚新材料有限公司", "name"),
        ("abc", "ABC青岚新材料有限公司", "name"),
        ("365便利", "青岚县３６５便利店", "name"),
        ("鼎盛白鹭电子", "青岚县鼎盛(白鹭)电子科技有限公司", "name"),
        ("qlxlhcy", "青岚县蓝鹤茶业有限公司", "name"),
        ("lhcy", "青岚县蓝鹤茶业有限公司", "name"),
        ("lhcyyxgs", "青岚县蓝鹤茶业有限公司", "name"),
        ("lanhechaye", "青岚县蓝鹤茶业有限公司", "name"),
        ("lanhe", "蓝鹤(青岚)农业开发有限公司", "name"),
        ("ruyi fushi", "白鹭区如意服饰商行", "name"),
        ("changqing", "云岭省长青建设集团股份有限公司", "name"),
        ("青岚hxjx", "青岚华星机械有限公司", "name"),
        ("huaxing 青岚", "青岚华星机械有限公司", "name"),
        ("青岚县蓝河茶业有限公司", "青岚县蓝鹤茶业有限公司", "near"),
        ("华兴机械", "青岚华星机械有限公司", "near"),
        ("华机械", "青岚华星机械有限公司", "apart"),
        ("华星星机械", "青岚华星机械有限公司", "near"),
        ("青岚 华兴机械", "青岚华星机械有限公司", "near"),
        ("青岚茶业", "青岚县蓝鹤茶业有限公司", "apart"),
        ("机械华星", "青岚华星机械有限公司", "apart"),
        ("云岭建设集团", "云岭省长青建设集团股份有限公司", "apart"),
        ("青岚县云雾茶", "青岚县石门镇云雾茶厂", "apart"),
        ("蓝鹤", "蓝鹤(青岚)农业开发有限公司", "name"),
        ("蓝", "蓝鹤(青岚)农业开发有限公司", "name"),
    ],
)
def test_ways_of_asking(firms, query, first, how):
    found = search(query)
    assert names(found)[:1] == [first]
    assert found.how == how
    assert found.total >= 1


@pytest.mark.parametrize("query", ["绝无此名", "zzzzqqq", "青岚县蓝河茶叶公司", "?!,.", "龘靐齉"])
def test_what_is_not_there_is_not_found(firms, query):
    assert search(query).total == 0


def test_by_any_code(add):
    (firm,) = add("青岚县蓝鹤茶业有限公司")
    EntityCode.objects.create(value="999101000012345", scheme="regno", entity_id=firm.id)
    for query in (
        firm.code,
        firm.code.lower(),
        f" {firm.code[:9]} {firm.code[9:]} ",
        "９９９１０１０００012345",
        "99910100001",
    ):
        found = search(query)
        assert (found.how, names(found)) == ("code", [firm.name])
    assert search("999101000099999").total == 0


def test_a_former_name_is_said(add):
    (firm,) = add("青岚县新名茶业有限公司", former=("青岚县旧字号茶厂",))
    (hit,) = search("旧字号").hits
    assert (hit.entity_id, hit.name, hit.matched, hit.spans) == (firm.id, firm.name, "青岚县旧字号茶厂", ((3, 6),))
    assert [h.matched for h in search("青岚县").hits] == [""]


@both_ways
def test_filters(add):
    add("青岚甲茶业", category="individual", region="999101001", industry="A0169", kind="1130")
    add("青岚乙茶业", standing="gone", status="2", region="999102", established_on="2020-05-01")
    assert names(search("茶业", Filters(region="999101"))) == ["青岚甲茶业"]
    assert names(search("茶业", Filters(region="9991", standing="gone"))) == ["青岚乙茶业"]
    assert names(search("茶业", Filters(industry="A01"))) == ["青岚甲茶业"]
    assert names(search("茶业", Filters(status="2"))) == ["青岚乙茶业"]
    assert names(search("茶业", Filters(kind="1130", category="individual"))) == ["青岚甲茶业"]
    assert names(search("", Filters(region="999102"))) == ["青岚乙茶业"]
    assert names(search("茶业", Filters(since=date(2020, 5, 1), until=date(2020, 5, 1)))) == ["青岚乙茶业"]
    assert names(search("茶业", Filters(since=date(2020, 5, 2)))) == []
    assert names(search("茶", Filters(region="999101"))) == ["青岚甲茶业"]
    assert names(search("chaye", Filters(region="99910100"))) == ["青岚甲茶业"]
    assert len(search("chaye", Filters(region="99910")).hits) == 2
    assert names(search("qlyc", Filters(region="9991"))) == ["青岚乙茶业"]
    assert search("茶业").how == "name"
    assert search("", Filters()).how == "empty"


def test_order(add):
    add("青岚县大蓝鹤茶业有限公司", "蓝鹤", "青岚县蓝鹤茶业有限公司", "蓝鹤茶业", "云岭省青云市青岚县蓝鹤茶厂")
    add("蓝鹤茶厂", standing="gone")
    assert names(search("蓝鹤")) == [
        "蓝鹤",
        "蓝鹤茶业",
        "青岚县蓝鹤茶业有限公司",
        "云岭省青云市青岚县蓝鹤茶厂",
        "蓝鹤茶厂",
        "青岚县大蓝鹤茶业有限公司",
    ]


def test_a_wrong_character_that_sounds_alike_comes_first(add):
    add("青岚县蓝天茶业有限公司", "青岚县蓝鹤茶业有限公司")
    assert names(search("青岚县蓝贺茶业有限公司"))[0] == "青岚县蓝鹤茶业有限公司"


def test_pages_follow_each_other_and_end(add):
    made = add(*[f"青岚第{n}茶厂" for n in range(45)])
    pages = [search("茶厂", page=page) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [20, 20, 5, 0]
    assert {hit.entity_id for page in pages for hit in page.hits} == {firm.id for firm in made}
    assert all((page.total, page.more) == (45, False) for page in pages)
    assert len(suggest("茶厂")) == 8


def test_a_common_word_is_counted_to_the_end_where_all_names_were_looked_at(add):
    add(*[f"青岚第{n}茶厂" for n in range(45)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE entities_entityname")
    commonness.forget()
    found = search("茶厂")
    commonness.forget()
    assert (found.total, found.more) == (45, False)


def test_more_than_can_be_counted(add, monkeypatch):
    monkeypatch.setattr("gongbao.register.entities.finding.candidates.MOST", 10)
    add(*[f"青岚第{n}茶厂" for n in range(30)], "茶厂")
    found = search("茶厂")
    assert found.more
    assert names(found)[0] == "茶厂"
    assert COUNT_LIMIT == 1000


@pytest.mark.parametrize(
    "query",
    [
        *(
            "\x00",
            "\x00青岚",
            "青\x1f岚",
            "%",
            "_",
            "%%%",
            "青%岚",
            "\\",
            "'; DROP TABLE x; --",
            "。。。",
            "\ud800",
            "😀",
        ),
        *("青" * 10_000, "a" * 10_000, "青岚 " * 3_000, "1" * 10_000, "yi" * 90),
        *("{}", "\\N", "a e o", "٣٤٥", "\u202e青岚", "ſ", "ß", "İ"),
    ],
)
def test_hostile_questions(firms, query):
    found = search(query)
    assert len(found.hits) <= 20
    assert "%" not in query.strip("%") or found.total == 0 or "青岚" in found.hits[0].name


def test_wildcards_are_characters_like_others(firms):
    assert search("青_县").total == search("青县").total
    assert search("%").how == search("_").how == "empty"


@pytest.mark.parametrize(
    ("query", "statements"),
    [("蓝鹤", 2), ("lanhe", 3), ("91999101", 2), ("青岚县蓝河茶业有限公司", 3), ("绝无此名", 4), ("", 0)],
)
def test_statements(firms, query, statements, django_assert_max_num_queries):
    search(query)
    with django_assert_max_num_queries(statements):
        search(query)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_part_finds_its_firm(firms, data):
    name = data.draw(st.sampled_from(FIRMS))
    text = fold(name)
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert name in names(search(text[start:end]))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_the_order_of_words_does_not_matter(firms, data):
    text = fold(data.draw(st.sampled_from(FIRMS)))
    cuts = sorted(data.draw(st.sets(st.integers(2, len(text) - 2), min_size=1, max_size=3)))
    words = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    turned = data.draw(st.permutations(words))
    one, other = search(" ".join(words)), search(" ".join(turned))
    assert {hit.entity_id for hit in one.hits} == {hit.entity_id for hit in other.hits}
    assert one.total == other.total >= 1


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(max_size=60))
def test_nothing_typed_breaks_it(firms, query):
    found = search(query)
    assert found.total >= len(found.hits)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_one_wrong_character_finds_its_firm(firms, data):
    name = data.draw(st.sampled_from(FIRMS))
    text = fold(name)
    at = data.draw(st.integers(0, len(text) - 1))
    kind = data.draw(st.sampled_from(["wrong", "missing", "more"]))
    rest = text[at:] if kind == "more" else text[at + 1 :]
    query = f"{text[:at]}{'' if kind == 'missing' else '龘'}{rest}"
    assert name in names(search(query))


@both_ways
def test_syllables_that_stand_for_common_characters(add, knowing):
    """However common characters, their pairs and initials are, sounds find the same: by each of the ways there are."""
    add(*(f"青岚{one}限公司" for one in "有又游"), "青岚茶叶有线工厂", "青岚喆茗轩")
    wanted = {"youxian": 4, "youxiangong": 4, "lanzheming": 1, "zhemingxuan": 1, "lanyouxiangongs": 3}
    shares = dict.fromkeys(grams("有限公司"), 0.9)
    for known in (
        commonness.NOTHING,
        commonness.Known(shares, {"yx": 0.9, "xg": 0.9}, 10, 1),
        commonness.Known(dict.fromkeys(shares, 0.01), {"yx": 0.9, "xg": 0.9}, 10, 1),
        commonness.Known(shares, {"yx": 0.9, "xg": 0.9}, 10, BEYOND_A_SAMPLE),
    ):
        knowing(known)
        assert {query: search(query).total for query in wanted} == wanted


@pytest.fixture
def knowing(monkeypatch):
    """Has the search take this for what the database's statistics say."""

    def take(known):
        monkeypatch.setattr(commonness, "_read", lambda: known)
        commonness.forget()

    yield take
    commonness.forget()


def test_what_is_common_is_chosen_from_a_sample_when_that_has_enough(add, knowing, monkeypatch):
    """A fragment whose bigrams are all common may yet stand in few names, none of them in the sample."""
    add(*(f"青岚{one}茶业有限公司" for one in "甲乙丙"), "青岚甲合伙企业有限合伙")
    shares = dict.fromkeys(grams("茶业有限公司合伙企业有限合伙"), 0.5)
    knowing(commonness.Known(shares, {}, 10, BEYOND_A_SAMPLE))
    for query, there in {"合伙企业": 1, "企业有限合伙": 1, "有限公司": 3, "有限": 4}.items():
        found = search(query)
        assert (found.total, found.more) == (there, False), query
    monkeypatch.setattr(candidates, "ENOUGH", 1)
    knowing(commonness.Known(shares, {}, 10, candidates.SAMPLE + 1))  # the sample is the one page there is
    found = search("有限")
    assert (found.total, found.more) == (4, True)

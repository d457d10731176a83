"""The pairs that names have and how they are read: known after every write, or else not asked for."""

from datetime import date
from zlib import crc32

import pytest
from django.db import connection, transaction

from gongbao.foundation.codes.actions import load_divisions, load_lists
from gongbao.foundation.events.actor import command
from gongbao.register.entities.actions import change_entity, hear_unheard, import_entities, sounds
from gongbao.register.entities.actions.alone import LOCK
from gongbao.register.entities.cleaning import HEADER
from gongbao.register.entities.finding import commonness, spoken
from gongbao.register.entities.finding.conditions import SAMPLE
from gongbao.register.entities.finding.pinyin import divisions as divided
from gongbao.register.entities.finding.pinyin import sounds_of
from gongbao.register.entities.finding.search import search
from gongbao.register.entities.folding import BIGRAMS_FROM, grams
from gongbao.register.entities.models import Entity, EntityCode, EntityName, SoundPair, SoundsHeard
from gongbao.register.entities.selectors import Filters

pytestmark = pytest.mark.django_db(transaction=True)
BY = command("test")
NAMES = ("青岚县蓝鹤茶业有限公司", "青岚华星机械有限公司", "云岭重庆路商行", "ABC青岚㭎乐(3)号厂", "𠮷野青岚乐器厂")
LATER = ("青岚朝阳曲饮玉食品厂", "青岚县衢银雨伞店")


@pytest.fixture(autouse=True)
def county(now):
    load_lists(by=BY, now=now)
    rows = [("99", "云岭省"), ("9991", "青云市"), ("999101", "青岚县")]
    load_divisions(rows=rows, valid_from=date(2020, 1, 1), source="test", by=BY, now=now)
    commonness.forget()
    yield
    commonness.forget()


@pytest.fixture
def take_in(tmp_path, now):
    def take(*names: str) -> None:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        rows = [f"{name},{code_of(name)},2020-01-01,有限责任公司,1万元,茶叶,云岭省,青云市,青岚县" for name in names]
        path.write_text("\n".join([",".join(HEADER), *rows]), encoding="utf-8")
        done = import_entities(path=path, report=tmp_path / "report.csv", by=BY, now=now)
        assert done.rejected == 0

    return take


def code_of(name: str) -> str:
    return f"91999101MA{crc32(name.encode()) % 10**7:07d}X"


def are_known() -> bool:
    return spoken.heard(divided("lanhe")) is not None


def found(query: str) -> list[str]:
    return [hit.name for hit in search(query).hits]


def missing() -> set[tuple[str, int]]:
    """Pairs of names that are not known."""
    there = set(SoundPair.objects.values_list("sounds", "gram"))
    have = {gram for some in EntityName.objects.values_list("grams", flat=True) for gram in some}
    return {(read, gram) for gram in have if not 0 <= gram < BIGRAMS_FROM for read in sounds_of(gram)} - there


def test_a_small_file_is_heard_as_it_is_taken_in(take_in):
    hear_unheard()
    take_in(*NAMES)
    assert are_known()
    assert not missing()
    assert found("lanhe") == [NAMES[0]]
    assert found("chongqinglu") == [NAMES[2]]
    assert found("gangle") == [NAMES[3]]


def test_a_great_file_is_heard_by_the_worker_and_searched_meanwhile(take_in, monkeypatch):
    hear_unheard()
    take_in(*NAMES)
    monkeypatch.setattr(sounds, "FEW", 0)
    take_in(*LATER)
    assert missing()
    assert not are_known()
    assert sorted(found("quyinyu")) == sorted(LATER)
    assert hear_unheard()
    assert are_known()
    assert not missing()
    assert sorted(found("quyinyu")) == sorted(LATER)
    assert not hear_unheard()


def test_a_file_that_changes_names_is_heard(take_in):
    hear_unheard()
    take_in(NAMES[0])
    EntityCode.objects.update(value=code_of(LATER[0]))
    take_in(LATER[0])
    assert EntityName.objects.count() == 2
    assert are_known()
    assert not missing()
    assert found("quyinyu") == [LATER[0]]


def test_a_new_name_is_heard_when_it_is_given(take_in, now):
    hear_unheard()
    take_in(NAMES[0])
    firm = Entity.objects.get()
    change_entity(entity_id=firm.id, changes={"name": LATER[0]}, effective_on=now.date(), reason="改名", by=BY, now=now)
    assert are_known()
    assert not missing()
    assert found("quyinyu") == found("lanhe") == [LATER[0]]


def test_what_is_taken_back_is_not_taken_for_known(take_in, now):
    hear_unheard()
    take_in(NAMES[0])
    firm = Entity.objects.get()
    change = {"changes": {"name": LATER[0]}, "effective_on": now.date(), "reason": "改名", "by": BY, "now": now}
    with transaction.atomic():
        change_entity(entity_id=firm.id, **change)
        transaction.set_rollback(True)
    assert not found("quyinyu")
    change_entity(entity_id=firm.id, **change)
    assert found("quyinyu") == [LATER[0]]


def test_what_is_written_while_names_are_read_is_not_taken_for_heard(take_in, monkeypatch):
    take_in(*NAMES)
    read_all = sounds._read_all

    def meanwhile():
        read_all()
        monkeypatch.setattr(sounds, "FEW", 0)
        take_in(LATER[0])

    monkeypatch.setattr(sounds, "_read_all", meanwhile)
    assert sounds.hear_all()
    assert not are_known()
    monkeypatch.setattr(sounds, "_read_all", read_all)
    assert hear_unheard()
    assert are_known()
    assert found("quyinyu") == [LATER[0]]


def test_another_dictionary_has_all_read_anew(take_in):
    take_in(*NAMES)
    hear_unheard()
    SoundsHeard.objects.update(readings="another")
    SoundPair.objects.create(sounds="you wen", gram=grams("有限")[0])
    assert not are_known()
    assert hear_unheard()
    assert are_known()
    assert not missing()
    assert not SoundPair.objects.filter(sounds="you wen").exists()


def test_all_names_are_read_as_single_ones_are(take_in):
    take_in(*NAMES, *LATER)
    alone = set(SoundPair.objects.values_list("sounds", "gram"))
    SoundPair.objects.all().delete()
    assert sounds.hear_all(anew=True)
    assert set(SoundPair.objects.values_list("sounds", "gram")) == alone
    assert SoundPair.objects.get(sounds="qing lan").names == len(NAMES) + len(LATER) - 1


def test_how_common_pairs_are_is_looked_at_again(take_in):
    hear_unheard()
    for name in NAMES + LATER:
        take_in(name)
    assert SoundPair.objects.get(sounds="qing lan").names == 1
    assert hear_unheard(anew=True)
    assert SoundPair.objects.get(sounds="qing lan").names == 6


def test_nothing_is_read_while_an_import_is_under_way(take_in):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            assert not hear_unheard()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
    assert hear_unheard()


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("lanhe", 1),
        ("lanh", 2),  # unfinished: 蓝鹤, 岚华
        ("qinglanhua", 1),
        ("quyinyusan", 1),
        ("quyinyushi", 1),
        ("quyinyus", 2),
        ("youwengongci", 0),  # rare readings of 有限公司
        ("hexian", 0),
        ("chayeyoucha", 0),  # neighbours that stand in names, but not one after the other
    ],
)
def test_the_same_is_found_by_pairs_and_without(take_in, query, there):
    hear_unheard()
    take_in(*NAMES, *LATER)
    by_pairs = found(query)
    assert len(by_pairs) == there
    SoundsHeard.objects.update(heard=-1)
    assert found(query) == by_pairs


def test_common_sounds_beside_a_place_find_every_spelling(take_in, monkeypatch):
    hear_unheard()
    take_in("青岚有限公司", "青岚友县公司", *NAMES)
    shares = dict.fromkeys(grams("有限公司"), 0.9)
    monkeypatch.setattr(commonness, "_read", lambda: commonness.Known(shares, {}, 7, 10**9))
    commonness.forget()
    for filters in (Filters(), Filters(region="9991")):
        hits = search("youxiangongsi", filters).hits
        assert {"青岚有限公司", "青岚友县公司"} <= {hit.name for hit in hits}
        assert len(hits) == 4


@pytest.mark.parametrize("beyond", [False, True], ids=["small register", "large register"])
def test_a_rare_spelling_is_found_beside_a_common_one(take_in, monkeypatch, beyond):
    """However many names are read so: the common spelling is looked for in a sample, what is rarely written in all."""
    hear_unheard()
    take_in(*(f"青岚第{n}技术厂" for n in range(30)), "青岚纪叔厂", "青岚技术纪叔厂")
    hear_unheard(anew=True)
    monkeypatch.setattr(spoken, "USUAL", 0.1)
    known = commonness.Known(dict.fromkeys(grams("技术"), 0.9), {}, 32, SAMPLE + beyond)
    monkeypatch.setattr(commonness, "_read", lambda: known)
    commonness.forget()
    for query in ("jishu", "jishuchang"):
        everything = [hit.name for page in (1, 2) for hit in search(query, page=page).hits]
        assert {"青岚纪叔厂", "青岚技术纪叔厂"} <= set(everything)
        assert len(everything) == 32
        assert search(query).more == beyond

"""A registrar's file: taken in, taken in again, stopped and gone on with, changed, searched."""

import csv
import gzip
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from gongbao.cli.demo.county import COUNTY, TOWNSHIPS, firms
from gongbao.cli.importing import template
from gongbao.foundation.codes.actions import load_divisions, load_lists
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.entities import sources
from gongbao.register.entities.actions import importing
from gongbao.register.entities.actions.importing import import_entities
from gongbao.register.entities.cleaning import HEADER
from gongbao.register.entities.folding import keys
from gongbao.register.entities.models import Entity, EntityChange, EntityCode, EntityName, ImportRun
from gongbao.register.entities.selectors import Filters, registration_facts, search

pytestmark = pytest.mark.django_db(transaction=True)
BY = command("test")


@pytest.fixture(autouse=True)
def county(now, monkeypatch):
    monkeypatch.setattr(sources, "BLOCK", 8 << 10)
    load_lists(by=BY, now=now)
    rows = [("99", "云岭省"), ("9991", "青云市"), (COUNTY, "青岚县"), *TOWNSHIPS.items()]
    load_divisions(rows=rows, valid_from=date(2020, 1, 1), source="test", by=BY, now=now)


def rows(count=120):
    for firm in firms(count):
        capital = f"{firm.capital}万元" if firm.capital else "N/A"
        kind = {"91": "有限责任公司", "92": "个体工商户", "93": "农民专业合作社"}[firm.code[:2]]
        yield [
            firm.name,
            firm.code,
            firm.established_on.isoformat(),
            kind,
            capital,
            firm.scope,
            "云岭省",
            "青云市",
            firm.address,
        ]


def write(path, content, header=HEADER, encoding="utf-8"):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(content)
    return path


def take_in(path, now, tmp_path, **options):
    return import_entities(path=path, report=tmp_path / "report.csv", by=BY, now=now, **options)


def remarks(tmp_path):
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(int(row[0]), row[1], row[2]) for row in list(csv.reader(file))[1:]]


def test_a_file_is_taken_in_and_adds_up(now, tmp_path):
    content = [*rows(), ["", "91999101MA00001037", *[""] * 7], ["青岚", "x"]]
    seen = []
    done = take_in(write(tmp_path / "r.csv.gz", content), now, tmp_path, after_chunk=seen.extend)
    assert (done.read, done.accepted, done.doubtful, done.rejected) == (122, 120, 0, 2)
    assert Entity.objects.count() == EntityCode.objects.count() == EntityName.objects.count() == 120
    assert sorted(seen) == sorted(Entity.objects.values_list("id", flat=True))
    assert remarks(tmp_path) == [(122, "rejected", "no-name"), (123, "rejected", "columns")]
    assert set(Entity.objects.values_list("region", flat=True)) <= set(TOWNSHIPS)


def test_what_stands_in_the_register_is_what_the_file_says(now, tmp_path):
    first, second, *_ = rows(2)
    plain = [first[0], first[1], "1999-12-31", "有限责任公司", "1,230.5(万美元)", "茶叶", *first[6:8], "青岚县某路1号"]
    doubtful = ["青岚\\店铺行", second[1], "N/A", "奇怪公司", "100", "甲\\t乙", *second[6:8], "青岚县某路\\2号"]
    done = take_in(write(tmp_path / "r.csv", [plain, doubtful]), now, tmp_path)
    assert (done.accepted, done.doubtful) == (1, 1)
    facts = ("name", "established_on", "kind_text", "capital", "currency", "capital_text", "scope", "address", "doubts")
    one, other = Entity.objects.order_by("id").values_list(*facts)
    said = Decimal("1230.500000"), "USD", "1,230.5(万美元)"
    assert one == (first[0], date(1999, 12, 31), "有限责任公司", *said, "茶叶", "青岚县某路1号", [])
    said = Decimal("100.000000"), "CNY", "100"
    doubts = ["capital-unit"]
    assert other == ("青岚\\店铺行", None, "奇怪公司", *said, "甲\\t乙", "青岚县某路\\2号", doubts)
    for entity in Entity.objects.all():
        assert (entity.status, entity.standing, entity.industry) == ("0", "active", "")
        assert (entity.source[:7], entity.recorded_at, entity.changed_at) == ("import:", now, now)
        assert EntityCode.objects.get(entity_id=entity.id).value == entity.code


def test_the_same_file_again_changes_nothing(now, tmp_path):
    path = write(tmp_path / "r.csv", rows(60))
    take_in(path, now, tmp_path)
    again = take_in(path, now, tmp_path)
    assert again.repeated
    assert (again.read, again.accepted) == (60, 60)
    assert Entity.objects.count() == 60


def test_a_stopped_import_goes_on_and_doubles_nothing(now, tmp_path):
    path = write(tmp_path / "r.csv", [*rows(120), ["青岚", "x"]])
    calls = []

    def fail(ids):
        calls.append(len(ids))
        if len(calls) == 2:
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        take_in(path, now, tmp_path, after_chunk=fail)
    assert 0 < Entity.objects.count() == ImportRun.objects.get().rows_done == calls[0]
    done = take_in(path, now, tmp_path)
    assert (done.read, done.accepted, done.rejected) == (121, 120, 1)
    assert Entity.objects.count() == 120
    assert remarks(tmp_path) == [(122, "rejected", "columns")]


def test_the_same_code_twice(now, tmp_path):
    first, second, *_ = list(rows(2))
    other_name = [second[0], first[1], *first[2:]]
    done = take_in(write(tmp_path / "r.csv", [first, first, other_name, second]), now, tmp_path)
    assert (done.read, done.accepted, done.rejected) == (4, 2, 2)
    assert Entity.objects.count() == 2
    assert remarks(tmp_path) == [(3, "rejected", "repeated"), (4, "rejected", "duplicate")]


def test_a_later_file_changes_what_changed_and_keeps_the_history(now, tmp_path):
    content = list(rows(3))
    take_in(write(tmp_path / "a.csv", content), now, tmp_path)
    before = content[0][0]
    content[0] = ["青岚新名字茶业有限公司", *content[0][1:8], "青岚县石门镇新桥路9号"]
    seen = []
    take_in(write(tmp_path / "b.csv", content), now, tmp_path, after_chunk=seen.extend)
    entity = Entity.objects.get(code=content[0][1])
    assert entity.name == "青岚新名字茶业有限公司"
    assert seen == [entity.id]
    changes = {c.field: (c.old, c.new) for c in EntityChange.objects.all()}
    assert changes["name"] == (before, "青岚新名字茶业有限公司")
    assert set(changes) <= {"name", "address", "region"}
    assert [n.name for n in EntityName.objects.filter(entity=entity).order_by("number")] == [entity.name, before]
    found = search(before)
    assert (found.hits[0].name, found.hits[0].matched) == (entity.name, before)
    assert registration_facts([entity.id], date(2026, 6, 29))[entity.id]["former_names"][0]["name"] == before
    everything_has_its_keys()


def everything_has_its_keys():
    """Present and former names have their bigrams and the places of the entity as it is now, each once."""
    for name in EntityName.objects.select_related("entity"):
        assert sorted(name.grams) == sorted(keys(name.folded, name.entity.region)), name.name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_files_as_spreadsheets_write_them(now, tmp_path, encoding):
    assert take_in(write(tmp_path / "r.csv", rows(5), encoding=encoding), now, tmp_path).accepted == 5


def test_files_that_are_none_of_ours(now, tmp_path):
    (tmp_path / "bad.csv.gz").write_bytes(b"not gzip at all")
    (tmp_path / "bad.xlsx").write_bytes(b"not a workbook")
    for path in (
        tmp_path / "missing.csv",
        write(tmp_path / "h.csv", rows(2), header=["a", "b"]),
        tmp_path / "bad.csv.gz",
        tmp_path / "bad.xlsx",
    ):
        with pytest.raises(Refusal):
            take_in(path, now, tmp_path)
    assert not ImportRun.objects.exists()


def test_a_rehearsal_judges_every_row_and_writes_nothing(now, tmp_path):
    path = write(tmp_path / "r.csv", [*rows(60), ["青岚", "x"]])
    done = importing.rehearse_import(path=path, report=tmp_path / "report.csv", now=now)
    assert (done.read, done.accepted, done.doubtful, done.rejected) == (61, 60, 0, 1)
    assert remarks(tmp_path) == [(62, "rejected", "columns")]
    assert not Entity.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_official_template_is_taken_in(now, tmp_path):
    path = tmp_path / "template.xlsx"
    assert CliRunner().invoke(template, [str(path)]).exit_code == 0
    assert CliRunner().invoke(template, [str(tmp_path / "t.csv")]).exit_code == 1
    assert importing.rehearse_import(path=path, report=tmp_path / "report.csv", now=now).read == 0


def test_search_in_every_way(now, tmp_path):
    take_in(write(tmp_path / "r.csv", rows(120)), now, tmp_path)
    one = Entity.objects.filter(category="enterprise").order_by("id").first()
    assert search(one.name).hits[0].entity_id == one.id
    assert search(f" {one.code.lower()} ").hits[0].entity_id == one.id
    assert search(one.name[2:6]).total >= 1
    assert one.id in {h.entity_id for h in search(f"{one.name[4:6]} {one.name[:2]}").hits} | {one.id}
    assert all(h.category == "individual" for h in search("青岚", Filters(category="individual")).hits)
    assert all(h.region.startswith("999101001") for h in search("青岚", Filters(region="999101001")).hits)
    first, second = search("青岚", page=1), search("青岚", page=2)
    assert len(first.hits) == 20
    assert not {h.entity_id for h in first.hits} & {h.entity_id for h in second.hits}
    assert search("").hits == search("   ").hits == []
    assert search("绝无此名").total == 0


def test_divisions_end_and_begin_and_are_never_deleted(now):
    rows = [("99", "云岭省"), ("9991", "青云市"), (COUNTY, "青岚市"), ("999101001", "城关镇")]
    began, ended = load_divisions(rows=rows, valid_from=date(2026, 1, 1), source="test", by=BY, now=now)
    assert (began, ended) == (2, 13)  # the town too: its full name holds the county
    assert Division.objects.get(code=COUNTY, valid_to=None).name == "青岚市"
    assert Division.objects.get(code=COUNTY, valid_to=date(2026, 1, 1)).name == "青岚县"
    assert load_divisions(rows=rows, valid_from=date(2026, 1, 1), source="test", by=BY, now=now) == (0, 0)


def test_names_that_others_have_are_doubtful_and_said_so(now, tmp_path):
    content = list(rows(60))
    one, other, third = content[0], content[-1], content[30]
    other[0] = one[0]
    done = take_in(write(tmp_path / "r.csv", content), now, tmp_path)
    assert (done.accepted, done.doubtful, done.rejected) == (58, 2, 0)
    assert remarks(tmp_path) == [(2, "doubtful", "name-taken"), (61, "doubtful", "name-taken")]
    later = [[one[0], third[1][:-2] + "ZZ", *third[2:]]]
    done = take_in(write(tmp_path / "later.csv", later), now, tmp_path)
    assert remarks(tmp_path)[-1] == (2, "doubtful", "name-taken")
    assert ImportRun.objects.get(file_name="r.csv").doubtful == 2


def test_a_code_that_comes_again_in_a_later_block_is_refused_also_where_the_firm_was_known(now, tmp_path):
    content = list(rows(120))
    take_in(write(tmp_path / "a.csv", content), now, tmp_path)
    again, renamed = content[0], ["青岚别名茶业有限公司", *content[1][1:]]
    path = write(tmp_path / "b.csv", [*content, again, renamed])
    judged = importing.rehearse_import(path=path, report=tmp_path / "report.csv", now=now)
    said = [(122, "rejected", "repeated"), (123, "rejected", "duplicate")]
    assert remarks(tmp_path) == said
    done = take_in(path, now, tmp_path)
    assert (done.read, done.accepted, done.rejected) == (judged.read, judged.accepted, judged.rejected) == (122, 120, 2)
    assert remarks(tmp_path) == said
    assert not EntityChange.objects.exists()


def raw(path, lines):
    path.write_text("\n".join([",".join(HEADER), *lines, ""]), encoding="utf-8")
    return path


def test_a_stray_quote_costs_its_own_row_and_no_other(now, tmp_path):
    lines = [",".join(row) for row in rows(60)]
    lines[3] = lines[3].replace(",", ',"', 1)
    done = take_in(raw(tmp_path / "r.csv", lines), now, tmp_path)
    assert (done.read, done.accepted, done.rejected) == (60, 59, 1)
    assert remarks(tmp_path) == [(5, "rejected", "columns")]


def test_a_cell_over_several_lines_is_one_cell(now, tmp_path):
    content = [list(row) for row in rows(60)]
    content[3][5] = '第一行,"引用"\n第二行\r\n第三行'
    content[50] = ["青岚", "x"]
    done = take_in(write(tmp_path / "r.csv", content), now, tmp_path)
    assert (done.read, done.accepted, done.rejected) == (60, 59, 1)
    assert Entity.objects.get(code=content[3][1]).scope == '第一行,"引用"第二行第三行'
    assert remarks(tmp_path) == [(54, "rejected", "columns")]


def test_a_file_with_broken_characters_is_doubted_row_by_row(now, tmp_path):
    path = write(tmp_path / "r.csv", rows(3000))
    data = path.read_bytes()
    at = data.rfind("茶".encode())
    path.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
    done = take_in(path, now, tmp_path)
    assert done.doubtful == 1
    assert remarks(tmp_path)[0][2] == "garbled"

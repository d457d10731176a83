"""Many reports by one file: template, dry run line by line, each good line its own transaction, taken up again."""

import hashlib
import io
import subprocess
import sys

import pytest
import xlsxwriter
from django.db import DatabaseError, connection
from tests.integration.filings.batch_files import (
    BY,
    NOON,
    as_csv,
    as_xlsx,
    check,
    findings,
    line,
    run,
    worker,  # noqa: F401 (a fixture of every test here)
)
from tests.made_reports import enterprise, form

from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.lease import lease
from gongbao.foundation.notices.models import Notice
from gongbao.register.filings import actions, selectors, tasks
from gongbao.register.filings.actions import batch_checking, batch_filing
from gongbao.register.filings.models import FilingVersion
from gongbao.register.filings.rules import validate
from gongbao.register.filings.workbooks import read_workbook


def test_the_template_comes_back_as_it_was_filled_in(town):
    found = read_workbook(as_xlsx(town.firms), "reports.xlsx", form())
    assert [entry.code for entry in found.entries] == [firm.code for firm in town.firms]
    entry = found.entries[0]
    assert entry.values["assets"] == "320.5"
    assert entry.values["contributions"][0]["name"] == "甲某某"
    assert entry.lines["contributions"] == [("股东(发起人)认缴和实缴", 3)]
    assert found.problems == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_offices_use(town, encoding):
    data = as_csv([line(town.firms[0])], encoding)
    (entry,) = read_workbook(data, "reports.csv", form()).entries
    assert entry.values["address"] == "青岚县城关镇茶市街18号"
    assert entry.values["contributions"] == enterprise()["contributions"]


def test_headings_alone_are_enough_and_other_separators_too(town):
    text = "统一社会信用代码*;从业人数;资产总额(万元)\n" + f"{town.firm.code};12;320.5\n"
    (entry,) = read_workbook(text.encode(), "a.csv", form()).entries
    assert entry.values == {"employees": "12", "assets": "320.5"}


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x00\x01\x02", "名称\n青岚".encode(), b"", b"\xff\xfe\x00"])
def test_what_is_no_workbook_is_refused_in_words(data):
    with pytest.raises(Refusal) as caught:
        read_workbook(data, "a.xlsx", form())
    assert caught.value.field == "file"


def test_a_code_that_became_a_number_is_noticed(town):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("填报")
    sheet.write_row(0, 0, ["code", "employees"])
    sheet.write_row(1, 0, [919991010000000011.0, 3])
    book.close()
    (entry,) = read_workbook(buffer.getvalue(), "a.xlsx", form()).entries
    assert "文本" in entry.problems[0][3].zh


def test_a_dry_run_names_line_column_and_what_to_do(town, entity):
    stranger = entity(7)
    rows = [
        line(town.firms[0]),
        line(town.firms[1], assets="三百万"),
        line(stranger),
        line(town.firms[0]),
        {"code": "", "employees": "3"},
    ]
    batch = check(town, as_csv(rows))
    assert (batch.rows_total, batch.rows_wrong) == (5, 4)
    assert findings(batch, 2) == []
    (one,) = findings(batch, 3)
    assert (one["line"], one["column"], one["error"]) == (3, "资产总额", True)
    assert "万元" in one["zh"]
    assert "委托" in findings(batch, 4)[0]["zh"]
    assert "同一个代码" in findings(batch, 5)[0]["zh"]
    assert "缺统一社会信用代码" in findings(batch, 6)[0]["zh"]
    assert not FilingVersion.objects.exists()
    assert batch.rows.get(number=3).content == {}


def test_findings_of_tables_point_into_their_sheet(town):
    data = as_xlsx(town.firms[:1])
    entry = read_workbook(data, "a.xlsx", form())
    entry.entries[0].values["contributions"][0]["subscribed_on"] = "x"

    (found,) = validate(form(), entry.entries[0].values, {}).findings
    one = batch_checking._located(found, entry.entries[0], form())
    assert (one["sheet"], one["line"], one["column"]) == ("股东(发起人)认缴和实缴", 3, "认缴时间")


def test_the_good_lines_are_filed_and_the_rest_said(town):
    batch = check(town, as_csv([line(town.firms[0]), line(town.firms[1], tax="x"), line(town.firms[2])]))
    assert run(batch) == {"filed": 2, "wrong": 1}
    assert (batch.state, batch.rows_filed, batch.rows_wrong) == ("done", 2, 1)
    assert set(FilingVersion.objects.values_list("channel", flat=True)) == {"file"}
    row = batch.rows.get(number=2)
    assert row.receipt == FilingVersion.objects.get(entity=town.firms[0]).receipt
    assert row.content == {}
    assert "13800005678" not in str(list(batch.rows.values()))
    assert Notice.objects.get(party_id=town.agent.pk).link == f"/my/batches/{batch.pk}/"
    assert run(batch) == {"filed": 2, "wrong": 1}
    assert FilingVersion.objects.count() == 2


def test_a_stopped_batch_goes_on_where_it_stopped(town):
    batch = check(town, as_csv([line(one) for one in town.firms]))
    actions.begin_batch(batch_id=batch.pk, by=BY, now=NOON)
    assert actions.file_next(batch_id=batch.pk, by=BY, now=NOON, most=1)
    assert selectors.batch_counts(batch.pk) == {"filed": 1, "ready": 2}
    assert [one.pk for one in selectors.waiting_batches()] == [batch.pk]
    assert run(batch) == {"filed": 3}
    assert FilingVersion.objects.count() == 3


def test_what_changed_since_the_dry_run_stops_only_its_own_line(town):
    batch = check(town, as_csv([line(one) for one in town.firms]))
    actions.file_report(entity_id=town.firms[1].id, year=2025, values=enterprise(tax="1"), shown={}, by=BY, now=NOON)
    Mandate.objects.filter(entity_id=town.firms[2].id, organisation=town.agent).update(until=NOON.date())
    assert run(batch) == {"filed": 1, "refused": 2}
    assert "已提交" in findings(batch, 3)[0]["zh"]
    assert "委托已经结束" in findings(batch, 4)[0]["zh"]


def test_a_batch_given_up_keeps_nothing(town):
    batch = check(town, as_csv([line(town.firms[0])]))
    actions.drop_batch(batch_id=batch.pk, by=BY, now=NOON)
    assert run(batch) == {"ready": 1}
    assert batch.state == "dropped"
    assert batch.rows.get().content == {}


def test_checking_goes_on_where_it_was_killed(town, monkeypatch):
    monkeypatch.setattr(batch_checking, "STEP", 1)
    whole = batch_checking._rows
    seen = []

    def killed(batch, entries, form, now):
        seen.extend(entry.line for entry in entries)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return whole(batch, entries, form, now)

    monkeypatch.setattr(batch_checking, "_rows", killed)
    batch = actions.take_batch(
        data=as_csv([line(one) for one in town.firms]),
        name="a.csv",
        category="enterprise",
        year=2025,
        organisation_id=town.agent.pk,
        by=BY,
        now=NOON,
    )
    with pytest.raises(KeyboardInterrupt):
        actions.check_taken(batch_id=batch.pk, by=BY, now=NOON)
    batch.refresh_from_db()
    assert (batch.state, batch.entries, batch.rows_total) == ("checking", 3, 1)
    tasks.file_batches()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_total) == ("checked", 3)
    assert seen == [2, 3, 3, 4], "what was checked is not checked again"


def test_one_failing_batch_keeps_no_other_waiting(town, monkeypatch):
    first, second = (check(town, as_csv([line(one)]), name=f"{one.id}.csv") for one in town.firms[:2])
    for batch in (first, second):
        actions.begin_batch(batch_id=batch.pk, by=BY, now=NOON)
    whole = actions.file_next

    def failing(*, batch_id, **given):
        if batch_id == first.pk:
            raise RuntimeError("the disk is full")
        return whole(batch_id=batch_id, **given)

    monkeypatch.setattr(actions, "file_next", failing)
    tasks.file_batches()
    monkeypatch.setattr(actions, "file_next", whole)
    assert [one.pk for one in selectors.waiting_batches()] == [first.pk]
    tasks.take_up_batches(0)
    assert selectors.waiting_batches() == []
    assert FilingVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_at_a_time_and_none_after_its_death(town):
    """A lease is the session's: another process waits for nothing and finds it free when the holder is gone."""
    with lease("filing-batches") as held:
        assert held
        code = "import sys, psycopg; c = psycopg.connect(sys.argv[1]); print(c.execute(sys.argv[2]).fetchone()[0])"
        given = connection.get_connection_params()
        where = " ".join(f"{key}={given[key]}" for key in ("host", "user", "dbname") if given.get(key))
        key = int.from_bytes(hashlib.sha256(b"filing-batches").digest()[:8], "big", signed=True)
        ask = [sys.executable, "-c", code, where, f"SELECT pg_try_advisory_lock({key})"]
        assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip() == "False"
    assert subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip() == "True"
    with lease("filing-batches") as again:
        assert again, "the other process is gone, and its lease with it"


def test_lines_that_cannot_be_filed_together_are_filed_one_by_one(town, monkeypatch):
    together = batch_filing.file_reports

    def only_one(*, reports, channel, now):
        if len(reports) > 1:
            raise DatabaseError("lock timeout")
        return together(reports=reports, channel=channel, now=now)

    monkeypatch.setattr(batch_filing, "file_reports", only_one)
    assert run(check(town, as_csv([line(one) for one in town.firms]))) == {"filed": 3}
    assert FilingVersion.objects.count() == 3


def test_the_same_file_again_finds_its_receipts(town):
    rows = [line(town.firms[0]), line(town.firms[1])]
    run(check(town, as_csv(rows)))
    again = check(town, as_csv([rows[0], line(town.firms[1], tax="99"), line(town.firms[2])]))
    assert selectors.batch_counts(again.pk) == {"filed": 1, "wrong": 1, "ready": 1}
    assert again.rows.get(number=2).receipt == FilingVersion.objects.get(entity=town.firms[0]).receipt
    assert "内容和这里不同" in findings(again, 3)[0]["zh"]
    assert run(again) == {"filed": 2, "wrong": 1}
    assert FilingVersion.objects.count() == 3

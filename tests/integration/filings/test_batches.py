"""Many reports by one file: template, dry run line by line, each good line its own transaction, taken up again."""

import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
import xlsxwriter
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.made_reports import enterprise, form, individual

from gongbao.cli import filings as command_line
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.models import Mandate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.lease import lease
from gongbao.foundation.notices.models import Notice
from gongbao.register.filings import actions, selectors, tasks
from gongbao.register.filings.actions import batch_checking, batch_filing
from gongbao.register.filings.models import FilingBatch, FilingBatchFile, FilingVersion
from gongbao.register.filings.rules import validate
from gongbao.register.filings.workbooks import csv_template, read_workbook, safe, xlsx_template

BY = command("test")
NOON = datetime(2026, 6, 29, 12, 0, tzinfo=CHINA)


def as_csv(rows, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, sorted({key for row in rows for key in row}), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def line(firm, **changed):
    """One entity's report as a line of a CSV file."""
    row = {"code": firm.code, "shown.tax": "公示"}
    for key, value in enterprise(**changed).items():
        if isinstance(value, list):
            row |= {f"{key}.{n}.{column}": cell for n, one in enumerate(value, 1) for column, cell in one.items()}
        else:
            row[key] = value
    return row


def as_xlsx(firms, **changed):
    """The template filled in as a person would: values on the first sheet, shareholders on their own."""
    template = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_template(form(), [(f.code, f.name) for f in firms])))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in template.sheet_names:
        rows = template.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name == "填报":
            ids = rows[1]
            for number, _firm in enumerate(firms):
                for place, id_ in enumerate(ids):
                    value = enterprise(**changed).get(id_)
                    if value is not None and not isinstance(value, list):
                        number_like = id_ in {"assets", "liabilities", "equity", "employees"}
                        sheet.write(2 + number, place, float(value) if number_like else value)
        if name == "股东(发起人)认缴和实缴":
            for number, firm in enumerate(firms):
                entry = enterprise()["contributions"][0]
                sheet.write_row(2 + number, 0, [firm.code, *(entry.get(id_, "") for id_ in rows[1][1:])])
    book.close()
    return buffer.getvalue()


def first_sheet(data):
    return str(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


def check(town, data, name="reports.csv", category="enterprise", now=NOON):
    return actions.check_batch(
        data=data, name=name, category=category, year=2025, organisation_id=town.agent.pk, by=BY, now=now
    )


def findings(batch, number):
    return selectors.batch_rows(batch.pk).get(number=number).findings


def run(batch, now=NOON):
    actions.begin_batch(batch_id=batch.pk, by=BY, now=now)
    while actions.file_next(batch_id=batch.pk, by=BY, now=now):
        pass
    batch.refresh_from_db()
    return selectors.batch_counts(batch.pk)


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


@pytest.fixture
def agent(client, town, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON)
    client.force_login(town.helper)
    return client


@pytest.fixture(autouse=True)
def worker(monkeypatch, request):
    """A worker that is there at once: it does what it is told to at the moment it is told."""
    monkeypatch.setattr(tasks, "read_clock", lambda: NOON.astimezone(UTC))
    monkeypatch.setattr(tasks.file_batches, "defer", tasks.file_batches)


def upload(client, data, name="年报.csv"):
    given = {"category": "enterprise", "year": "2025", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("filings:batches"), given, follow=True)


def test_an_agent_uploads_checks_files_and_takes_the_receipts(agent, town, monkeypatch):
    answer = upload(agent, as_csv([line(town.firms[0]), line(town.firms[1], tax="x")]))
    text = answer.content.decode()
    assert "第 3 行“纳税总额”" in text
    assert "提交 1 户的年报" in text
    batch = FilingBatch.objects.get()
    assert not FilingBatchFile.objects.exists(), "what was typed in wrong lines must not stay behind"
    agent.post(reverse("filings:batch-submit", args=[batch.pk]))
    assert not FilingVersion.objects.exists(), "not without the declaration"
    agent.post(reverse("filings:batch-submit", args=[batch.pk]), {"declared": "yes"})
    version = FilingVersion.objects.get()
    assert agent.get(reverse("filings:batch-progress", args=[batch.pk])).headers["HX-Refresh"] == "true"
    listed = agent.get(reverse("filings:batch-receipts", args=[batch.pk]), {"format": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert version.receipt in listed
    assert "纳税总额" in listed
    book = agent.get(reverse("filings:batch-receipts", args=[batch.pk])).content
    assert version.receipt in first_sheet(book)


def test_the_template_holds_the_agents_firms(agent, town):
    answer = agent.get(reverse("filings:batch-template"), {"category": "enterprise", "year": "2025"})
    assert town.firms[2].code in str(
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    answer = agent.get(reverse("filings:batch-template"), {"category": "individual", "year": "2025", "format": "csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")


def test_wrong_uploads_are_refused_in_words(agent):
    assert "请选择一个文件" in agent.post(reverse("filings:batches"), {}).content.decode()
    assert upload(agent, b"%PDF-1.4 x", "a.pdf").status_code == 415
    assert not FilingBatch.objects.exists()


def test_another_agents_batch_is_not_there(client, town, agent):
    batch = check(town, as_csv([line(town.firms[0])]))
    FilingBatch.objects.filter(pk=batch.pk).update(organisation=town.other)
    assert agent.get(reverse("filings:batch", args=[batch.pk])).status_code == 404
    assert agent.post(reverse("filings:batch-submit", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@x", "\tx"])
def test_no_cell_of_ours_starts_a_formula(text):
    assert safe(text).startswith("'")
    assert safe("青岚") == "青岚"


def test_the_csv_template_can_be_read_back():
    data = csv_template(form("individual"))
    heads = data.decode("utf-8-sig").splitlines()[1].split(",")
    values = individual()
    row = ["92999101MA00000001" if head == "code" else values.get(head, "") for head in heads]
    filled = data + ",".join(row).encode()
    (entry,) = read_workbook(filled, "a.csv", form("individual")).entries
    assert entry.values["revenue"] == "18.6"


def test_the_command_files_and_goes_on(town, tmp_path, monkeypatch):
    monkeypatch.setattr("gongbao.cli.season.house", nullcontext)
    monkeypatch.setattr("gongbao.foundation.clock.read_clock", lambda: NOON)
    path = tmp_path / "reports.csv"
    path.write_bytes(as_csv([line(town.firms[0]), line(town.firms[1], tax="x")]))
    given = ["file", str(path), "--as", town.agent.code, "--year", "2025"]
    dry = CliRunner().invoke(command_line.filings, [*given, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "可以提交 1 户，有误 1 行。" in dry.output
    assert "3 纳税总额" in dry.output
    assert not FilingVersion.objects.exists()
    done = CliRunner().invoke(command_line.filings, given)
    assert done.exit_code == 0, done.output
    assert "接着上次没有做完的一批" in done.output
    assert f"{town.firms[0].code} {FilingVersion.objects.get().receipt}" in done.output
    nobody = CliRunner().invoke(command_line.filings, ["file", str(path), "--as", "91X", "--year", "2025"])
    assert nobody.exit_code == 1


def test_the_english_template_says_both_and_reads_the_same(town):
    data = xlsx_template(form(), [(one.code, one.name) for one in town.firms], english=True)
    template = CalamineWorkbook.from_filelike(io.BytesIO(data))
    heads, ids = template.get_sheet_by_index(0).to_python()[:2]
    place = ids.index("assets")
    assert heads[place] == "资产总额（万元）\nTotal assets (10,000 yuan)*"
    assert "Changes of equity" in template.sheet_names
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in template.sheet_names:
        sheet = book.add_worksheet(name)
        row = template.get_sheet_by_name(name).to_python()[0] if name != "How to fill in" else ["-"]
        sheet.write_row(0, 0, row)
        if name == "Reports":
            answers = {
                "code": town.firm.code,
                "assets": 320.5,
                "state": "Open",
                "has_web": "no",
                "shown.tax": "publish",
            }
            sheet.write_row(1, 0, [answers.get(id_, "") for id_ in ids])
    book.close()
    (entry,) = read_workbook(buffer.getvalue(), "reports.xlsx", form()).entries
    assert (entry.code, entry.shown["tax"]) == (town.firm.code, True)
    read = validate(form(), entry.values, {}).values
    assert (read["assets"], read["state"], read["has_web"]) == ("320.5", "open", "no")


def test_english_readers_get_english_columns(town, agent):
    batch = check(town, as_csv([line(town.firms[0], tax="x")]))
    agent.cookies["language"] = "en"
    text = agent.get(reverse("filings:batch", args=[batch.pk])).content.decode()
    assert "Total tax" in text
    assert "纳税总额" not in text
    answer = agent.get(reverse("filings:batch-template"), {"category": "enterprise", "year": "2025"})
    assert "-en.xlsx" in answer.headers["Content-Disposition"]


def test_the_page_says_that_a_file_cannot_be_read(agent):
    text = upload(agent, "名称\n青岚".encode()).content.decode()
    assert FilingBatch.objects.get().state == "unread"
    assert "没有找到“统一社会信用代码”这一列" in text
    assert not FilingBatchFile.objects.exists()


def test_one_workbook_holds_receipts_with_links_and_every_error(town, agent):
    bad = line(town.firms[1], tax="x")
    batch = check(town, as_csv([line(town.firms[0]), bad, line(town.firms[2], address="=cmd|' /C calc'!A0", tax="y")]))
    run(batch)
    FilingBatch.objects.filter(pk=batch.pk).update(name="=1+1.csv")
    batch.rows.filter(number=3).update(name="=HYPERLINK(1)")
    answer = agent.get(reverse("filings:batch-receipts", args=[batch.pk]))
    receipt = FilingVersion.objects.get().receipt
    first, second = (CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(n) for n in (0, 1))
    rows = first.to_python()
    assert rows[1][rows[0].index("回执")] == receipt
    assert rows[1][rows[0].index("核对回执的网页")].endswith(f"/receipt/{receipt}/")
    errors = second.to_python()
    assert [(row[0], row[3], row[6]) for row in errors[1:]] == [("3", "错误", "纳税总额"), ("4", "错误", "纳税总额")]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        sheets = [
            archive.read(one).decode() for one in archive.namelist() if "worksheets/" in one and "rels" not in one
        ]
        links = archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert not any("<f>" in sheet for sheet in sheets), "a formula in a list somebody opens"
    assert f"/receipt/{receipt}/" in links
    assert "'=HYPERLINK(1)" in str(rows)


def test_the_same_file_again_finds_its_receipts(town):
    rows = [line(town.firms[0]), line(town.firms[1])]
    run(check(town, as_csv(rows)))
    again = check(town, as_csv([rows[0], line(town.firms[1], tax="99"), line(town.firms[2])]))
    assert selectors.batch_counts(again.pk) == {"filed": 1, "wrong": 1, "ready": 1}
    assert again.rows.get(number=2).receipt == FilingVersion.objects.get(entity=town.firms[0]).receipt
    assert "内容和这里不同" in findings(again, 3)[0]["zh"]
    assert run(again) == {"filed": 2, "wrong": 1}
    assert FilingVersion.objects.count() == 3


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


@pytest.fixture
def key(town, now):
    made = accounts.create_token(
        user=town.helper,
        organisation=town.agent,
        permissions=[Permission.FILING_AGENT_BATCH],
        purpose="代理记账软件",
        days=30,
        by=BY,
        now=now,
    )
    return {"Authorization": f"Bearer {made.key}"}


def test_a_program_sends_a_file_and_takes_the_receipts(client, town, key, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON)
    root = "/api/v1/filings/batches"
    data = as_csv([line(town.firms[0]), line(town.firms[1], tax="x")])
    given = {"category": "enterprise", "year": "2025", "file": SimpleUploadedFile("年报.csv", data)}
    sent = client.post(root, given, headers=key)
    assert sent.status_code == 202, sent.content
    one = f"{root}/{sent.json()['id']}"
    told = client.get(one, headers=key).json()
    assert (told["state"], told["lines"]) == ("checked", {"ready": 1, "wrong": 1})
    refused = client.post(f"{one}/submit", {"declared": False}, content_type="application/json", headers=key)
    assert refused.json()["errors"][0]["code"] == "filing.not-declared"
    begun = client.post(f"{one}/submit", {"declared": True}, content_type="application/json", headers=key)
    assert begun.status_code == 202
    assert client.get(one, headers=key).json()["state"] == "done"
    lines = client.get(f"{one}/lines", headers=key).json()
    assert lines["next"] is None
    receipt = FilingVersion.objects.get().receipt
    assert [(row["line"], row["state"], row["receipt"]) for row in lines["lines"]] == [
        (2, "filed", receipt),
        (3, "wrong", ""),
    ]
    assert lines["lines"][1]["findings"][0]["column"] == "纳税总额"
    assert client.get(f"{one}/receipts.xlsx", headers=key).content[:2] == b"PK"
    assert (
        client.post(f"{one}/submit", {"declared": True}, content_type="application/json", headers=key).status_code
        == 409
    )
    assert client.get(root, headers=key).json()[0]["id"] == told["id"]
    assert client.get(one).status_code == 401
    FilingBatch.objects.update(organisation=town.other)
    assert client.get(one, headers=key).status_code == 404


def test_lines_that_cannot_be_filed_together_are_filed_one_by_one(town, monkeypatch):
    together = batch_filing.file_reports

    def only_one(*, reports, channel, now):
        if len(reports) > 1:
            raise DatabaseError("lock timeout")
        return together(reports=reports, channel=channel, now=now)

    monkeypatch.setattr(batch_filing, "file_reports", only_one)
    assert run(check(town, as_csv([line(one) for one in town.firms]))) == {"filed": 3}
    assert FilingVersion.objects.count() == 3

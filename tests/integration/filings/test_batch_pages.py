"""Many reports by one file, on the page, by the command and by the API."""

import io
import zipfile
from contextlib import nullcontext

import pytest
import xlsxwriter
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.integration.filings.batch_files import (
    BY,
    NOON,
    as_csv,
    check,
    first_sheet,
    line,
    run,
    upload,
    worker,  # noqa: F401 (a fixture of every test here)
)
from tests.made_reports import form, individual

from gongbao.cli import filings as command_line
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.permissions import Permission
from gongbao.kernel.cells import safe
from gongbao.register.filings.models import FilingBatch, FilingBatchFile, FilingVersion
from gongbao.register.filings.rules import validate
from gongbao.register.filings.workbooks import csv_template, read_workbook, xlsx_template


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

"""Files of many reports as agents send them, and a worker that is there at once: fixtures for tests of batches."""

import csv
import io
from datetime import UTC, datetime

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.made_reports import enterprise, form

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.filings import actions, selectors, tasks
from gongbao.register.filings.workbooks import xlsx_template

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

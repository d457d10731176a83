"""Reports in Excel and CSV: the template to fill in, reading what comes back, the lists handed out."""

from gongbao.register.filings.workbooks.layout import CODE, NAME, Place, columns_of, sheet_name
from gongbao.register.filings.workbooks.reading import (
    Entry,
    Reading,
    cell_text,
    lines_of,
    plain_heading,
    read_workbook,
    sheets_of,
)
from gongbao.register.filings.workbooks.writing import XLSX, Sheet, csv_template, list_csv, list_xlsx, xlsx_template

__all__ = [
    "CODE",
    "NAME",
    "XLSX",
    "Entry",
    "Place",
    "Reading",
    "Sheet",
    "cell_text",
    "columns_of",
    "csv_template",
    "lines_of",
    "list_csv",
    "list_xlsx",
    "plain_heading",
    "read_workbook",
    "sheet_name",
    "sheets_of",
    "xlsx_template",
]

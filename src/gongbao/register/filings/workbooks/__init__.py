"""Reports in Excel and CSV: the template to fill in, reading what comes back, the lists handed out."""

from gongbao.register.filings.workbooks.layout import CODE, NAME, Place, columns_of, safe, sheet_name
from gongbao.register.filings.workbooks.reading import Entry, Reading, read_workbook
from gongbao.register.filings.workbooks.writing import XLSX, Sheet, csv_template, list_csv, list_xlsx, xlsx_template

__all__ = [
    "CODE",
    "NAME",
    "XLSX",
    "Entry",
    "Place",
    "Reading",
    "Sheet",
    "columns_of",
    "csv_template",
    "list_csv",
    "list_xlsx",
    "read_workbook",
    "safe",
    "sheet_name",
    "xlsx_template",
]

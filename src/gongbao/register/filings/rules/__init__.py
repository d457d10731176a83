"""Pure decisions about annual reports: facts in, findings and views out."""

from gongbao.register.filings.rules.building import FIRST_YEAR, LAST_YEAR, build_definition
from gongbao.register.filings.rules.checking import Checked, Finding, blank_row, is_asked, switches, validate
from gongbao.register.filings.rules.form import (
    CHOICE,
    CONTENT,
    MUST,
    NEVER,
    Check,
    Column,
    Field,
    Form,
    Section,
    parse_form,
)
from gongbao.register.filings.rules.publishing import (
    WITHHELD,
    Change,
    differences,
    mask,
    mask_personal,
    own_view,
    published_view,
    said_value,
)
from gongbao.register.filings.rules.receipts import digest_of, receipt_address, receipt_number
from gongbao.register.filings.rules.tripping import FilingFacts, Trip, Weight, due_on, is_late, trips

__all__ = [
    "CHOICE",
    "CONTENT",
    "FIRST_YEAR",
    "LAST_YEAR",
    "MUST",
    "NEVER",
    "WITHHELD",
    "Change",
    "Check",
    "Checked",
    "Column",
    "Field",
    "FilingFacts",
    "Finding",
    "Form",
    "Section",
    "Trip",
    "Weight",
    "blank_row",
    "build_definition",
    "differences",
    "digest_of",
    "due_on",
    "is_asked",
    "is_late",
    "mask",
    "mask_personal",
    "own_view",
    "parse_form",
    "published_view",
    "receipt_address",
    "receipt_number",
    "said_value",
    "switches",
    "trips",
    "validate",
]

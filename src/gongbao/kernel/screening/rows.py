"""Which cell of a row is the name and which the code: by the heading, or, where there is none, by what stands there."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from gongbao.kernel.statutes.identifiers import normalise_code

LONGEST_CELL = 1_000
Row = Sequence[Any]
_LOST = 10**15  # from here on a number in a spreadsheet has lost digits
_NAMES = (
    "名称",
    "企业名称",
    "单位名称",
    "公司名称",
    "主体名称",
    "客户名称",
    "机构名称",
    "供应商",
    "户名",
    "name",
    "company",
)
_CODES = ("统一社会信用代码", "社会信用代码", "信用代码", "代码", "注册号", "组织机构代码", "证件号码", "code", "uscc")
# Where one of the two is certain, or both are likely, a heading may also merely end like these.
_NAMES_LIKE = re.compile(r"(?:名称|全称|户名|公司|企业|单位|客户|供应商|name|company|firm)(?:[(（].*)?$")
_CODES_LIKE = re.compile(
    r"(?:信用代码|机构代码|登记代码|主体代码|企业代码|单位代码|注册号|识别号|税号|creditcode|uscc)(?:[(（].*)?$"
)
_LONGEST_HEAD = 30
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}
_CODE = r"[0-9A-Za-z]{18}|[0-9]{15}"
_AT_END = re.compile(rf"(?<![0-9A-Za-z])({_CODE})[)\]】〕]?$")
_AT_BEGIN = re.compile(rf"^[(\[【〔]?({_CODE})(?![0-9A-Za-z])")
_LABEL = re.compile(r"(?:统一社会信用代码|社会信用代码|信用代码|注册号|代码|税号)$")
_BETWEEN = " ,，、;；:：/|_-—"
_NUMBER = re.compile(r"[(（]?[0-9]{1,7}[.．、)）]?")
_NUMBERED = re.compile(r"^(?:[(（]?[0-9]{1,6}[、)）]|[0-9]{1,6}[.．](?=[\s\u4e00-\u9fff]))\s*(?=\S)")
_FORM = (
    r"(?:co|company|corp|corporation|ltd|ltda|limited|inc|incorporated|l\.?l\.?c|l\.?l\.?p|l\.?p|p\.?l\.?c|gmbh|a\.?g"
    r"|s\.?a|s\.?a\.?s|s\.?a\.?r\.?l|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|oyj?|ab|a/?s|k\.?k|k\.?g|pte|pty|pvt|private"
    r"|sdn|bhd|n\.?a)"
)
_FORMS = re.compile(rf"(?:\(?{_FORM}\b\.?\)?[\s&.]*)+", re.IGNORECASE)
_ENDS_IN_FORM = re.compile(rf"\b{_FORM}\.?\)?$", re.IGNORECASE)
#: A comma that stands before a legal form, not between two cells.
FORM_COMMA = re.compile(rf",(?=\s*{_FORM}\b)", re.IGNORECASE)
_LONGEST_FORM = 40


class Columns(NamedTuple):
    """Where name and code stand; None where the heading does not say."""

    name: int | None
    code: int | None


class Cells(NamedTuple):
    """What a row asks. `lost`: its code is a number that lost its last digits."""

    name: str
    code: str
    lost: bool = False


def cleaned(text: str) -> str:
    """A text as it is asked: no control or direction marks, one normal form, blanks at the ends gone."""
    text = _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFC", text).split())


def rejoined(cells: Sequence[str]) -> list[str]:
    """Cells of a line that was cut at commas; ", Ltd." and its like go back to the name they are of."""
    row: list[str] = []
    for cell in cells:
        if row and _is_form(cell) and _is_in_letters(row[-1]) and row[-1].strip().lower() not in _NAMES + _CODES:
            row[-1] = f"{row[-1].rstrip()}, {cell.strip()}"
        else:
            row.append(cell)
    return row


def heading(row: Row) -> Columns | None:
    """Which columns hold the name and the code, if this is the line that says so."""
    heads = [re.sub(r"[\s*＊:：]", "", str(cell)).lower() for cell in row]
    name, code = (next((heads.index(one) for one in known if one in heads), None) for known in (_NAMES, _CODES))
    certain = name is not None or code is not None
    if code is None:
        code = _first(heads, lambda head: _CODES_LIKE.search(head) is not None, beside=name)
    if name is None:
        name = _first(heads, lambda head: _NAMES_LIKE.search(head) is not None, beside=code)
    return Columns(name, code) if certain or (name is not None and code is not None) else None


def _first(heads: Sequence[str], fits: Callable[[str], bool], beside: int | None = None) -> int | None:
    return next((n for n, head in enumerate(heads) if n != beside and len(head) <= _LONGEST_HEAD and fits(head)), None)


def by_heading(row: Row, columns: Columns) -> Cells:
    """What a row under a heading asks."""
    name, code = (row[at] if at is not None and at < len(row) else "" for at in columns)
    lost = _has_lost(code)
    asked, given = text_of(name), "" if lost else text_of(code)
    if columns.name is None and not given:
        others = (text_of(cell) for n, cell in enumerate(row) if n != columns.code)
        asked = next((text for text in others if text and not _NUMBER.fullmatch(text)), "")
    if not asked and given:
        asked, inside = parted(given)
        return Cells(asked, inside) if inside else Cells("", given)
    asked, inside = parted(asked)
    return Cells(asked, given or inside, lost)


def by_content(row: Row) -> Cells:
    """What a row without heading asks: a running number is none, a code is known by its form wherever it stands."""
    filled = [text for cell in row if not _has_lost(cell) and (text := text_of(cell))]
    lost = any(map(_has_lost, row))
    if len(filled) + lost > 1 and _NUMBER.fullmatch(filled[0]):
        filled = filled[1:]
    codes = [text for text in filled if _is_code(text)]
    others = [text for text in filled if text not in codes] if codes else filled
    if not others:
        return Cells("", codes[0] if codes else "", lost and not codes)
    name = others[0] if _is_han(others[0][0]) else _NUMBERED.sub("", others[0])
    rest = others[1:]
    if rest and _is_in_letters(name) and _continues(name, rest[0]):
        name, rest = f"{name}, {rest[0]}", rest[1:]
    name, inside = parted(name)
    code = next(iter(codes), "") or inside or (rest[0] if rest and _is_like_code(rest[0]) else "")
    return Cells(name, code, lost and not code)


def parted(text: str) -> tuple[str, str]:
    """Name and code of a cell that holds both; a cell that holds only one stays whole."""
    if not text or (_is_han(text[0]) and _is_han(text[-1])):
        return text, ""
    plain = text.translate(_WIDE)
    if found := _AT_END.search(plain):
        name = _LABEL.sub("", text[: found.start()].rstrip(_BETWEEN)).rstrip(_BETWEEN + "(（[【〔")
        name = _LABEL.sub("", name).rstrip(_BETWEEN)
    elif found := _AT_BEGIN.search(plain):
        name = text[found.end() :].lstrip(_BETWEEN + ")）]】〕")
    if not found or not name or not _is_code(found[1]):
        return text, ""
    return name, found[1].upper()


def text_of(cell: Any) -> str:
    """A cell as it is asked."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell if cell is not None else "")
    if text[:1] == "'":
        text = text[1:]
    return cleaned(text[:LONGEST_CELL])


def _is_han(character: str) -> bool:
    return "\u3400" <= character < "\ufe00"


def _has_lost(cell: Any) -> bool:
    return isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= _LOST


def _is_code(text: str) -> bool:
    """Whether a text has the form of a unified code or a registration number, mistyped perhaps."""
    if _is_han(text[0]):
        return False
    code = normalise_code(text)
    return re.fullmatch(_CODE, code) is not None and sum(map(str.isdigit, code)) >= 8


def _is_like_code(text: str) -> bool:
    """Whether a text can be meant as a code: an organisation code, or one with characters too few or too many."""
    code = normalise_code(text)
    return code.isascii() and code.isalnum() and sum(map(str.isdigit, code)) >= 5


def _is_form(cell: str) -> bool:
    cell = cell.strip()
    return 0 < len(cell) <= _LONGEST_FORM and _FORMS.fullmatch(cell) is not None


def _is_in_letters(cell: str) -> bool:
    return cell.isascii() and any(map(str.isalpha, cell)) and not _is_code(cell)


def _continues(name: str, rest: str) -> bool:
    """Whether the legal form of a name that has a comma of its own stands behind that comma."""
    return rest.isascii() and _ENDS_IN_FORM.search(rest) is not None and not _ENDS_IN_FORM.search(name)

"""One answer as typed or sent → its canonical value, or what is wrong and what to do. Never raises on any JSON."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from gongbao.kernel.statutes import Severity, check_code
from gongbao.kernel.statutes.vocabulary import Sentence
from gongbao.register.filings.rules.form import Column

Value = str | int
PLACES = 6
_LONGEST_INT = 256
_LARGEST = Decimal(10) ** 12
_SEPARATORS = str.maketrans("", "", ", \u00a0\u3000'_")
_PHONE = re.compile(r"(?:1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|\d{7,8}|400-?\d{3}-?\d{4}|\+\d{1,3}[- ]?\d{6,14})")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)
_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[\w-]{2,}(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_PLAIN_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_INT = re.compile(r"[+-]?\d{1,15}(?:\.0+)?")
_YES = {"yes", "true", "y", "1", "是", "有"}
_NO = {"no", "false", "n", "0", "否", "无"}


@dataclass(frozen=True, slots=True)
class Read:
    """What came of an answer: `value` None when blank or unusable; `problem` says what to do."""

    value: Value | None = None
    problem: Sentence | None = None
    caution: Sentence | None = None


def said(raw: Any) -> str:
    """What was typed or sent, as clean text: NFC, no control characters, trimmed. Structures have no text."""
    if type(raw) is str and raw.isascii() and raw.isprintable():
        return raw.strip()
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return format(Decimal(repr(raw)), "f") if math.isfinite(raw) else repr(raw)
    if isinstance(raw, int) and raw.bit_length() > _LONGEST_INT:
        return "9" * 80
    if not isinstance(raw, str | int | Decimal):
        return ""
    text = str(raw)
    if not text.isprintable():  # nearly all is, and then there is nothing to take out
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", text).strip()


def is_blank(raw: Any) -> bool:
    """Whether nothing was answered."""
    return raw is None or (isinstance(raw, str) and not said(raw)) or (isinstance(raw, list | dict) and not raw)


def read(column: Column, raw: Any, *, year: int) -> Read:
    """Read one answer of any type but a table. A missing required answer is a problem."""
    if isinstance(raw, list | dict) and raw:
        return Read(problem=Sentence("此项应填一个值。", "This item takes a single value."))
    text = said(raw)
    if not text:
        return Read(problem=_missing(column) if column.required else None)
    reader = _READERS.get(column.type, _text)
    return reader(column, text, year)


def decimal_of(value: Any) -> Decimal | None:
    """A canonical money, percent or int value as a number."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def plain(number: Decimal) -> str:
    """A decimal without exponent and without needless zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _missing(column: Column) -> Sentence:
    if column.type in {"choice", "yesno"}:
        return Sentence("请选择一项。", "Choose one.")
    if column.type in {"money", "int"} and column.least in {"", "0"}:
        return Sentence("请填写此项；没有就填 0。", "Fill in this item; enter 0 if there is nothing.")
    return Sentence("请填写此项。", "Fill in this item.")


def _half(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _text(column: Column, text: str, year: int) -> Read:
    if len(text) > column.longest:
        return Read(
            problem=Sentence(
                f"最多 {column.longest} 个字，现在有 {len(text)} 个，请删短。",
                f"At most {column.longest} characters; there are {len(text)}. Shorten it.",
            )
        )
    return Read(" ".join(text.split()))


def _address(column: Column, text: str, year: int) -> Read:
    found = _text(column, text, year)
    if found.problem is None and len(text) < 5:
        return Read(problem=Sentence("地址太短，请写到门牌号。", "Too short: write it down to the house number."))
    return found


def _phone(column: Column, text: str, year: int) -> Read:
    number = re.sub(r"[ ()]", lambda m: "-" if m[0] == ")" else "", _half(text).replace("—", "-"))
    if not _PHONE.fullmatch(number):
        return Read(
            problem=Sentence(
                "号码不完整。手机是 11 位，座机要带区号，如 0999-5551234。",
                "The number is not complete: a mobile has 11 digits, a landline its area code, e.g. 0999-5551234.",
            )
        )
    return Read(number)


def _email(column: Column, text: str, year: int) -> Read:
    address = _half(text)
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        return Read(
            problem=Sentence("邮箱写法不对，应像 name@example.cn。", "Not an e-mail address; like name@example.cn.")
        )
    return Read(address)


def _postcode(column: Column, text: str, year: int) -> Read:
    code = _half(text)
    if not re.fullmatch(r"[0-9]{6}", code):
        return Read(problem=Sentence("邮政编码是六位数字。", "A postcode has six digits."))
    return Read(code)


def _url(column: Column, text: str, year: int) -> Read:
    address = _half(text)
    if len(address) > 300 or not _URL.fullmatch(address):
        return Read(problem=Sentence("网址写法不对，应像 www.example.cn。", "Not a web address; like www.example.cn."))
    return Read(address)


def _code(column: Column, text: str, year: int) -> Read:
    code = _half(text).upper().replace(" ", "")
    if not re.fullmatch(r"[0-9A-Z]{15}|[0-9A-Z]{18}", code):
        return Read(
            problem=Sentence(
                "统一社会信用代码是 18 位(旧注册号 15 位)。", "A credit code has 18 characters (15 if old)."
            )
        )
    doubts = [one for one in check_code(code).findings if one.severity is Severity.WARNING]
    return Read(
        code, caution=Sentence("代码的校验位不符，请核对。", "Its check character does not fit.") if doubts else None
    )


def _int(column: Column, text: str, year: int) -> Read:
    digits = _half(text).translate(_SEPARATORS)
    if not _INT.fullmatch(digits) or not digits.isascii():
        return Read(problem=Sentence("请填整数，如 12。", "Enter a whole number such as 12."))
    number = int(digits.split(".")[0])
    return _ranged(column, Decimal(number)) or Read(number)


def _number(text: str) -> Decimal | None:
    digits = _half(text).replace("−", "-").translate(_SEPARATORS)
    if not re.fullmatch(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})", digits) or not digits.isascii():
        return None
    return Decimal(digits)


def _money(column: Column, text: str, year: int) -> Read:
    number = _number(text)
    if number is None:
        return Read(
            problem=Sentence(
                "请填数字，单位万元，如 1234.56。不要写“万”“元”。",
                "Enter a number in 10,000 yuan such as 1234.56, without words.",
            )
        )
    return _ranged(column, number) or _exact(number)


def _percent(column: Column, text: str, year: int) -> Read:
    number = _number(text.rstrip("%％ "))
    if number is None or not 0 <= number <= 100:
        return Read(problem=Sentence("请填 0 到 100 之间的数，如 35.5。", "Enter a number from 0 to 100 such as 35.5."))
    return _exact(number)


def _exact(number: Decimal) -> Read:
    if number != round(number, PLACES):
        return Read(
            problem=Sentence(
                "最多六位小数(精确到分)，请缩短。", "At most six decimals (that is to the cent); shorten it."
            )
        )
    return Read(plain(number))


def _ranged(column: Column, number: Decimal) -> Read | None:
    if column.least and number < Decimal(column.least):
        least = column.least
        return Read(problem=Sentence(f"不能小于 {least}。", f"Not less than {least}."))
    most = Decimal(column.most) if column.most else _LARGEST
    if abs(number) > most:
        return Read(problem=Sentence(f"不能大于 {most:f}，请核对单位。", f"Not more than {most:f}; check the unit."))
    return None


def _date(column: Column, text: str, year: int) -> Read:
    half = _half(text)
    found = _DATE.fullmatch(half) or _PLAIN_DATE.fullmatch(half)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day.year < 1900 or day.year > 2200:
        return Read(problem=Sentence(f"请填日期，如 {year}-06-30。", f"Enter a date such as {year}-06-30."))
    if column.within_year and day.year != year:
        return Read(problem=Sentence(f"日期应在 {year} 年内。", f"The day must lie in {year}."))
    if not column.future and day > date(year + 1, 12, 31):
        return Read(problem=Sentence("日期太晚，请核对。", "The day is too late; check it."))
    return Read(day.isoformat())


def _choice(column: Column, text: str, year: int) -> Read:
    for code, words in column.choices:
        if text in {code, words.zh, words.en}:
            return Read(code)
    offered_zh = "、".join(words.zh for _, words in column.choices)
    offered_en = ", ".join(words.en for _, words in column.choices)
    return Read(problem=Sentence(f"请从这几项中选：{offered_zh}。", f"Choose one of: {offered_en}."))


def _yesno(column: Column, text: str, year: int) -> Read:
    low = text.lower()
    if low in _YES:
        return Read("yes")
    if low in _NO:
        return Read("no")
    return Read(problem=Sentence("请选“是”或“否”。", "Choose yes or no."))


_READERS = {
    "text": _text,
    "address": _address,
    "phone": _phone,
    "email": _email,
    "postcode": _postcode,
    "url": _url,
    "code": _code,
    "int": _int,
    "money": _money,
    "percent": _percent,
    "date": _date,
    "choice": _choice,
    "yesno": _yesno,
}

"""From a row as a registrar's file has it to an entity's facts, with every doubt named. Pure.

The files are known to be dirty: fields shifted by a stray quote, `N/A` for nothing, capital in half a dozen
spellings, codes of other lengths. A doubtful row is taken in with its doubts; only a row that names nobody is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from gongbao.kernel.statutes.identifiers import Scheme, check_code
from gongbao.register.entities.folding import fold, grams, initials
from gongbao.register.entities.places import Places

HEADER = (
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
)
FIRST_DAY = "1949-10-01"

# Doubts and reasons for refusal: code -> (zh, en). Shown in the report and on the entity's page inside the office.
WORDS: dict[str, tuple[str, str]] = {
    "columns": ("列数不对,不是 9 列", "not 9 columns"),
    "no-name": ("没有名称", "no name"),
    "no-code": ("没有任何代码,无法确认是哪一家", "no code of any kind: it cannot be told who this is"),
    "duplicate": ("同一文件中代码重复,名称不同", "the same code stands earlier in the file with another name"),
    "code-check": ("代码校验位不符", "the code's check character does not fit"),
    "code-unknown": ("代码长度不是 18、15 或 9 位", "the code is not 18, 15 or 9 characters long"),
    "code-old": ("只有旧注册号,没有统一社会信用代码", "only an old registration number"),
    "date-unreadable": ("注册日期无法识别", "the date cannot be read"),
    "date-range": ("注册日期早于 1949 年或晚于今天", "the date is before 1949 or after today"),
    "capital-unreadable": ("注册资金无法识别", "the capital cannot be read"),
    "capital-unit": ("注册资金没有写单位,按万元计", "the capital has no unit; taken as 10,000 yuan"),
    "kind-unknown": ("企业类型不在代码表中", "the kind is not in the code list"),
    "shifted": ("字段错位,只采用名称、代码和日期", "shifted fields: only name, code and date are used"),
    "region-unknown": ("所在地不在行政区划表中", "the place is not in the list of divisions"),
    "name-short": ("名称过短", "the name is very short"),
    "name-controls": ("名称中有不可见字符,已去除", "the name held invisible characters; removed"),
}

_NOTHING = {"", "N/A", "-", "--", "无", "null", "NULL", "None"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]+")
_CAPITAL = re.compile(
    r"^([\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*[(（]?\s*(万?)\s*元?\s*[(（]?\s*([^\d()（）万元]*)元?\s*[)）]*$"
)
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_HAN = re.compile(r"[\u3400-\u9fff]")
CURRENCIES = {
    "": "CNY",
    "人民币": "CNY",
    "美": "USD",
    "日": "JPY",
    "港": "HKD",
    "香港": "HKD",
    "欧": "EUR",
    "英镑": "GBP",
    "新加坡": "SGD",
    "澳大利亚": "AUD",
    "法国法郎": "FRF",
}
_CATEGORY_BY_CODE = {"2": "individual", "3": "cooperative"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An entity's facts from one row; `doubts` are keys of WORDS. `capital` in 万 of the currency."""

    name: str
    code: str
    scheme: str
    established_on: str
    category: str
    kind: str
    kind_text: str
    region: str
    address: str
    capital: str
    currency: str
    capital_text: str
    scope: str
    folded: str
    grams: list[int]
    initials: str
    doubts: list[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken in, with the reason (a key of WORDS)."""

    reason: str


@dataclass
class Cleaner:
    """Cleans rows against the code list of kinds (text to code and category), the divisions, and today's date."""

    kinds: dict[str, tuple[str, str]]
    places: Places
    today: str

    def clean(self, row: Sequence[str]) -> Cleaned | Refused:
        """One row of nine fields to facts or a refusal."""
        if len(row) != len(HEADER):
            return Refused("columns")
        doubts: list[str] = []
        name = tidy(row[0])
        if name != row[0].strip():
            doubts.append("name-controls")
        if not name or name in _NOTHING or not _HAN.search(name):
            return Refused("no-name")
        if len(name) < 5:
            doubts.append("name-short")
        code, scheme = self._code(row[1], doubts)
        if not code:
            return Refused("no-code")
        return self._facts(name, code, scheme, row, doubts)

    def _facts(self, name: str, code: str, scheme: str, row: Sequence[str], doubts: list[str]) -> Cleaned:
        established = self._day(row[2], doubts)
        kind_text, kind, category = self._kind(row[3], name, code)
        capital, currency, unread = read_capital(row[4])
        shifted = kind_text is None or (unread == "capital-unreadable" and len(row[4]) > 20) or _is_shifted(row[6])
        if shifted:
            doubts.append("shifted")
            kind_text, capital, currency, scope, address, city = "", "", "", "", "", ""
            capital_text = ""
        else:
            if unread:
                doubts.append(unread)
            capital_text = _value(row[4])[:100] if capital or unread else ""
            scope, address, city = _value(row[5])[:20_000], _value(row[8])[:500], _value(row[7])
        if not kind and kind_text:
            doubts.append("kind-unknown")
        region, certain = self.places.find(code[2:8] if scheme == "uscc" else "", city, address)
        if not certain:
            doubts.append("region-unknown")
        folded = fold(name)[:300]
        return Cleaned(
            name=name[:300],
            code=code,
            scheme=scheme,
            established_on=established,
            category=category,
            kind=kind,
            kind_text=(kind_text or "")[:100],
            region=region,
            address=address,
            capital=capital,
            currency=currency,
            capital_text=capital_text,
            scope=scope,
            folded=folded,
            grams=grams(folded),
            initials=initials(folded),
            doubts=doubts,
        )

    def _code(self, text: str, doubts: list[str]) -> tuple[str, str]:
        if text.strip() in _NOTHING:
            return "", ""
        checked = check_code(text)
        if checked.scheme is Scheme.REGNO:
            doubts.append("code-old")
        if checked.scheme is Scheme.UNKNOWN:
            doubts.append("code-unknown")
        elif checked.findings:
            doubts.append("code-check")
        return checked.value[:20], str(checked.scheme.value)

    def _day(self, text: str, doubts: list[str]) -> str:
        text = text.strip()
        if text in _NOTHING:
            return ""
        if not _ISO.match(text) or not _is_day(text):
            doubts.append("date-unreadable")
            return ""
        if not FIRST_DAY <= text <= self.today:
            doubts.append("date-range")
        return text

    def _kind(self, text: str, name: str, code: str) -> tuple[str | None, str, str]:
        """The kind's text (None when it cannot be one), its code and its category."""
        text = _value(text).replace("（", "(").replace("）", ")")
        by_code = _CATEGORY_BY_CODE.get(code[1:2], "enterprise") if code[:1] == "9" and len(code) == 18 else ""
        if text in self.kinds:
            kind, category = self.kinds[text]
            return text, kind, by_code or category
        if by_code == "" and "合作社" in name:
            by_code = "cooperative"
        category = by_code or "enterprise"
        looks_like_a_kind = not text or any(word in text for word in _KIND_WORDS)
        return (text if looks_like_a_kind else None), "", category


_KIND_WORDS = (
    "公司",
    "企业",
    "制",
    "合伙",
    "个体",
    "经营",
    "机构",
    "合作",
    "独资",
    "投资",
    "法人",
    "营业",
    "其他",
    "港、澳、台",
    "国有",
    "内资",
    "集体",
)


def tidy(text: str) -> str:
    """Without control and invisible characters, outer blanks, or tabs and line ends inside."""
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


def _value(text: str) -> str:
    text = tidy(text)
    return "" if text in _NOTHING else text


def _is_shifted(province: str) -> bool:
    province = province.strip()
    return len(province) > 8 or any(c.isdigit() for c in province) or "公司" in province


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_capital(text: str) -> tuple[str, str, str]:
    """Capital as (amount in 万 as decimal text, ISO currency, doubt): `1,286.5000(万)`, `26万元`, `233.6(万美元)`."""
    text = tidy(text)
    if text in _NOTHING:
        return "", "", ""
    found = _CAPITAL.match(text)
    if not found:
        return "", "", "capital-unreadable"
    number, unit, words = found.groups()
    currency = CURRENCIES.get(words.removesuffix("元").strip())
    try:
        amount = Decimal(number.replace(",", ""))
    except InvalidOperation:
        return "", "", "capital-unreadable"
    if currency is None or amount >= Decimal(10) ** 14:
        return "", "", "capital-unreadable"
    return f"{amount:.6f}", currency, "" if unit else "capital-unit"

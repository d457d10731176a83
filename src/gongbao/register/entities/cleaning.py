"""From a row as a registrar's file has it to an entity's facts, with every doubt named. Pure.

The files are known to be dirty: fields shifted by a stray quote, `N/A` for nothing, capital in half a dozen
spellings, codes of other lengths. A doubtful row is taken in with its doubts; only a row that names nobody is refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from gongbao.kernel.statutes.identifiers import Scheme, check_code, is_sound_uscc
from gongbao.register.entities.capital import NOTHING, read_capital
from gongbao.register.entities.places import Places

# What every register's file says, in this order; then what the official template may add.
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
EXTRA = ("状态", "行业代码", "行政区划代码", "旧注册号", "法定代表人")
WIDTH = len(HEADER) + len(EXTRA)
NOTHING_MORE = ("",) * len(EXTRA)

FIRST_DAY = "1949-10-01"
UNSTATED = ("0", "active")  # status and standing when the source has no word on it
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_OTHER_DATE = re.compile(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CATEGORY_BY_CODE = {"1": "enterprise", "2": "individual", "3": "cooperative"}
_KIND_BY_CATEGORY = {"individual": "个体工商户", "cooperative": "农民专业合作社"}


@dataclass(slots=True)
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
    status: str
    standing: str
    industry: str
    old_code: str
    person: str
    doubts: list[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken in, with the reason (a key of WORDS)."""

    reason: str


@dataclass
class Cleaner:
    """Cleans rows against the code lists (words to code and category or standing), the divisions, and today's date.

    `industries` has the code for whatever a source may write: the code with or without its letter, or the title.
    """

    kinds: dict[str, tuple[str, str]]
    places: Places
    today: str
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    industries: Mapping[str, str] = field(default_factory=dict)

    def clean(self, row: Sequence[str]) -> Cleaned | Refused:
        """One row to facts or a refusal: nine fields as in HEADER, or with those of EXTRA after them.

        From here on no cell has blanks around it.
        """
        if len(row) != len(HEADER) and len(row) != WIDTH:
            return Refused("columns")
        doubts: list[str] = []
        whole = "".join(row)
        if not whole.isprintable():
            raw, row = row[0].strip(), [tidy(cell) for cell in row]
            if raw != row[0]:
                doubts.append("name-controls")
        elif " " in whole:
            row = [cell.strip() for cell in row]
        if "\ufffd" in whole:
            doubts.append("garbled")
        name = row[0]
        if name in NOTHING or not ("\u3400" <= name[0] <= "\u9fff" or _HAN.search(name)):
            return Refused("no-name")
        if len(name) < 4:
            doubts.append("name-short")
        code, scheme = self._code(row[1], doubts)
        if not code:
            return Refused("no-code")
        return self._facts(name[:300], code, scheme, row, doubts)

    def _facts(self, name: str, code: str, scheme: str, row: Sequence[str], doubts: list[str]) -> Cleaned:
        established, doubt = read_day(row[2], self.today)
        if doubt:
            doubts.append(doubt)
        kind_text, kind, category = self.kind(row[3], name, code, scheme, doubts)
        capital, currency, unread = read_capital(row[4])
        capital_text = said(row[4])[:100]
        scope, city, address = said(row[5])[:20_000], said(row[7]), said(row[8])[:500]
        if kind_text is None or not is_province(row[6]) or (unread == "capital-unreadable" and len(row[4]) > 20):
            doubts.append("shifted")
            kind_text = capital = currency = unread = capital_text = scope = city = address = ""
        if unread:
            doubts.append(unread)
        elif kind_text and not kind:
            doubts.append("kind-unknown")
        status, standing, industry, region, old_code, person = self._extra(row[9:] or NOTHING_MORE, doubts)
        if not region:
            region, certain = self.places.find(code[2:8] if scheme == "uscc" else code[:6], city, address)
            if not certain:
                doubts.append("region-unknown")
        return Cleaned(
            name,
            code,
            scheme,
            established,
            category,
            kind,
            kind_text[:100],
            region,
            address,
            capital,
            currency,
            capital_text,
            scope,
            status,
            standing,
            industry,
            old_code,
            person,
            doubts,
        )

    def _code(self, text: str, doubts: list[str]) -> tuple[str, str]:
        if is_sound_uscc(text):
            if text[0] != "9":
                doubts.append("code-department")
            return text, "uscc"
        if text in NOTHING:
            return "", ""
        checked = check_code(text)
        if checked.scheme is Scheme.REGNO:
            doubts.append("code-old")
        if checked.scheme is Scheme.UNKNOWN:
            doubts.append("code-unknown")
        elif checked.findings:
            doubts.append("code-check")
        if checked.scheme is Scheme.USCC and checked.value[0] != "9":
            doubts.append("code-department")
        return checked.value[:20], str(checked.scheme.value)

    def kind(self, text: str, name: str, code: str, scheme: str, doubts: list[str]) -> tuple[str | None, str, str]:
        """The kind as written (None when it cannot be one), its code, and the category; where the source is silent,
        what the law lets one read from the code and from the ending of the name.
        """
        by_code = _CATEGORY_BY_CODE.get(code[1], "") if scheme == "uscc" and code[0] == "9" else ""
        text = said(text)
        if not text:
            kind, category = self.kinds.get(_KIND_BY_CATEGORY.get(by_code) or implied(name), ("", ""))
            if not by_code and "合作社" in name:
                category = "cooperative"
            return "", kind, by_code or category or "enterprise"
        text = text.replace("（", "(").replace("）", ")")
        kind, category = self.kinds.get(text, ("", ""))
        if kind:
            if by_code and category and by_code != category:
                doubts.append("kind-differs")
            return text, kind, by_code or category or "enterprise"
        if not by_code and "合作社" in name:
            by_code = "cooperative"
        return (text if _is_kind(text) else None), "", by_code or "enterprise"

    def _extra(self, extra: Sequence[str], doubts: list[str]) -> tuple[str, str, str, str, str, str]:
        """What only the official template says: status and standing, industry, division, old code, person."""
        if extra is NOTHING_MORE:
            return (*UNSTATED, "", "", "", "")
        word, industry, region, old_code, person = map(said, extra)
        status = self.statuses.get(word) if word else UNSTATED
        if status is None:
            doubts.append("status-unknown")
        if industry and self.industries:
            industry = self.industries.get(industry, "")
            if not industry:
                doubts.append("industry-unknown")
        if region and not self.places.has(region):
            region = ""
        return (*(status or UNSTATED), industry[:6], region, old_code[:20], person[:100])


def implied(name: str) -> str:
    """The kind that a name says: no other may call himself a company (Company Law art. 7), a branch is named as one."""
    if name.endswith("有限公司"):
        return "股份有限公司" if name.endswith("股份有限公司") else "有限责任公司"
    if name.endswith("公司"):
        return "有限责任公司" if name.endswith("有限责任公司") else "分公司" if name.endswith("分公司") else ""
    return ""


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


@lru_cache(maxsize=10_000)
def _is_kind(text: str) -> bool:
    """Whether a text may be a kind at all. Kinds are short, hold no figures, and use a small set of words."""
    return len(text) <= 40 and not any(c.isdigit() for c in text) and any(word in text for word in _KIND_WORDS)


def tidy(text: str) -> str:
    """Without control and invisible characters, outer blanks, or tabs and line ends inside."""
    return text.strip() if text.isprintable() else _CONTROL.sub("", text).strip()


def said(text: str) -> str:
    """What a cell says: nothing, where it says so in one of its ways."""
    return "" if text in NOTHING else text


@lru_cache(maxsize=1_000)
def is_province(text: str) -> bool:
    """Whether a text may be a province at all."""
    return len(text) <= 8 and not any(c.isdigit() for c in text) and "公司" not in text


@lru_cache(maxsize=50_000)
def read_day(text: str, today: str) -> tuple[str, str]:
    """A day as ISO text, and a doubt. `2015/3/4`, `2015.3.4` and `2015年3月4日` are read too."""
    text = text.strip()
    if text in NOTHING:
        return "", ""
    if other := _OTHER_DATE.fullmatch(text):
        year, month, day = other.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        if not _ISO.fullmatch(text):
            raise ValueError(text)
        date.fromisoformat(text)
    except ValueError:
        return "", "date-unreadable"
    return text, "" if FIRST_DAY <= text <= today else "date-range"

"""The laws and rules the register works by, each with its validity. `valid_to` is the first day no longer in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

C, S, M = Confidence.TEXT, Confidence.SECONDARY, Confidence.UNCONFIRMED


class InstrumentId(StrEnum):
    """Short names of the instruments, as citations store them."""

    R14 = "R14"
    R24 = "R24"
    A14 = "A14"
    A25 = "A25"
    K14 = "K14"
    K25 = "K25"
    G14 = "G14"
    G25 = "G25"
    N14 = "N14"
    N25 = "N25"
    S15 = "S15"
    S21 = "S21"
    P21 = "P21"
    X21 = "X21"
    X25 = "X25"
    NDRC26 = "NDRC26"
    NAME20 = "NAME20"
    REG22 = "REG22"
    REGR22 = "REGR22"
    CO23 = "CO23"
    CR25 = "CR25"
    CIV20 = "CIV20"
    HOL24 = "HOL24"
    IND22 = "IND22"
    SME25 = "SME25"
    PIPL21 = "PIPL21"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one law or rule. `confidence` is for its text, `dates` for its validity."""

    id: InstrumentId
    title: Sentence
    issuer: Sentence
    number: Sentence
    made: date | None
    valid_from: date
    valid_to: date | None
    confidence: Confidence
    dates: Confidence

    def in_force(self, on: date) -> bool:
        """True if it applies on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


_STATE_COUNCIL = Sentence("国务院", "State Council")
_NPC = Sentence("全国人民代表大会", "National People's Congress")
_NPCSC = Sentence("全国人民代表大会常务委员会", "Standing Committee of the National People's Congress")
_SAIC = Sentence("国家工商行政管理总局", "State Administration for Industry and Commerce")
_SAMR = Sentence("国家市场监督管理总局", "State Administration for Market Regulation")
_NDRC = Sentence("国家发展和改革委员会", "National Development and Reform Commission")
_UNKNOWN = Sentence("文号未查明", "number not found")


def _order(number: int) -> Sentence:
    return Sentence(f"令第{number}号", f"Order {number}")


_REGULATION = Sentence("企业信息公示暂行条例", "Interim Regulation on Enterprise Information Publicity")
_ABNORMAL = "Measures for the Administration of the List of Enterprises with Abnormal Operations"
_CHECKS = "Measures for the Spot Check of Information Published by Enterprises"
_INDIVIDUALS = "Measures for the Annual Reports of Individual Businesses"
_COOPERATIVES = "Measures for the Publication of Annual Reports of Farmers' Cooperatives"
_REPAIR = Sentence("市场监督管理信用修复管理办法", "Measures for Credit Repair in Market Regulation")

TITLES: Mapping[InstrumentId, Sentence] = MappingProxyType(
    {
        InstrumentId.R14: _REGULATION,
        InstrumentId.R24: _REGULATION,
        InstrumentId.A14: Sentence("企业经营异常名录管理暂行办法", f"Interim {_ABNORMAL}"),
        InstrumentId.A25: Sentence("企业经营异常名录管理办法", _ABNORMAL),
        InstrumentId.K14: Sentence("企业公示信息抽查暂行办法", f"Interim {_CHECKS}"),
        InstrumentId.K25: Sentence("企业公示信息抽查办法", _CHECKS),
        InstrumentId.G14: Sentence("个体工商户年度报告暂行办法", f"Interim {_INDIVIDUALS}"),
        InstrumentId.G25: Sentence("个体工商户年度报告办法", _INDIVIDUALS),
        InstrumentId.N14: Sentence("农民专业合作社年度报告公示暂行办法", f"Interim {_COOPERATIVES}"),
        InstrumentId.N25: Sentence("农民专业合作社年度报告公示办法", _COOPERATIVES),
        InstrumentId.S15: Sentence(
            "严重违法失信企业名单管理暂行办法",
            "Interim Measures for the List of Enterprises in Serious Breach of Law and Trust",
        ),
        InstrumentId.S21: Sentence(
            "市场监督管理严重违法失信名单管理办法",
            "Measures for the List of Serious Breaches of Law and Trust in Market Regulation",
        ),
        InstrumentId.P21: Sentence(
            "市场监督管理行政处罚信息公示规定",
            "Provisions on the Publication of Administrative Penalties in Market Regulation",
        ),
        InstrumentId.X21: _REPAIR,
        InstrumentId.X25: _REPAIR,
        InstrumentId.NDRC26: Sentence("信用修复管理办法", "Measures for the Administration of Credit Repair"),
        InstrumentId.NAME20: Sentence("企业名称登记管理规定", "Provisions on the Registration of Enterprise Names"),
        InstrumentId.REG22: Sentence(
            "市场主体登记管理条例", "Regulation on the Administration of the Registration of Market Entities"
        ),
        InstrumentId.REGR22: Sentence(
            "市场主体登记管理条例实施细则",
            "Rules for Implementing the Regulation on the Registration of Market Entities",
        ),
        InstrumentId.CO23: Sentence("中华人民共和国公司法", "Company Law"),
        InstrumentId.CR25: Sentence("公司登记管理实施办法", "Measures for Implementing Company Registration"),
        InstrumentId.CIV20: Sentence("中华人民共和国民法典", "Civil Code"),
        InstrumentId.HOL24: Sentence(
            "全国年节及纪念日放假办法", "Measures for National Holidays on Festivals and Commemoration Days"
        ),
        InstrumentId.IND22: Sentence(
            "促进个体工商户发展条例", "Regulation on Promoting the Development of Individual Businesses"
        ),
        InstrumentId.SME25: Sentence(
            "保障中小企业款项支付条例", "Regulation on Ensuring Payments to Small and Medium-sized Enterprises"
        ),
        InstrumentId.PIPL21: Sentence("中华人民共和国个人信息保护法", "Personal Information Protection Law"),
    }
)

_START = date(2014, 10, 1)
_R24 = date(2024, 5, 1)


@lru_cache(maxsize=16)
def instruments(law: LawSettings = DEFAULT_LAW) -> Mapping[InstrumentId, Instrument]:
    """Every instrument by its id, with the validity that follows from `law`."""
    i = InstrumentId
    new, sure = law.order_101_from, law.order_101_confidence
    made_14, made_25 = date(2014, 8, 19), date(2025, 3, 18)
    rows: list[tuple[InstrumentId, Sentence, Sentence, date | None, date, date | None, Confidence, Confidence]] = [
        (i.R14, _STATE_COUNCIL, _order(654), date(2014, 8, 7), _START, _R24, C, C),
        (i.R24, _STATE_COUNCIL, _order(777), date(2024, 3, 10), _R24, None, C, S),
        (i.K14, _SAIC, _order(67), made_14, _START, new, C, sure),
        (i.A14, _SAIC, _order(68), made_14, _START, new, C, sure),
        (i.G14, _SAIC, _order(69), made_14, _START, new, C, sure),
        (i.N14, _SAIC, _order(70), made_14, _START, new, C, sure),
        (i.K25, _SAMR, _order(101), made_25, new, None, C, sure),
        (i.A25, _SAMR, _order(101), made_25, new, None, C, sure),
        (i.G25, _SAMR, _order(101), made_25, new, None, C, sure),
        (i.N25, _SAMR, _order(101), made_25, new, None, C, sure),
        (i.S15, _SAIC, _order(83), date(2015, 12, 30), date(2016, 4, 1), date(2021, 9, 1), S, S),
        (i.S21, _SAMR, _order(44), date(2021, 7, 30), date(2021, 9, 1), None, C, C),
        (i.P21, _SAMR, _order(45), date(2021, 7, 30), date(2021, 9, 1), None, C, C),
        (
            i.X21,
            _SAMR,
            Sentence("国市监信规〔2021〕3号", "SAMR Xin Gui (2021) No. 3"),
            None,
            date(2021, 9, 1),
            date(2025, 12, 25),
            M,
            S,
        ),
        (i.X25, _SAMR, _UNKNOWN, None, date(2025, 12, 25), None, S, S),
        (i.NDRC26, _NDRC, _order(36), date(2025, 11, 20), date(2026, 4, 1), None, S, S),
        (i.NAME20, _STATE_COUNCIL, _order(734), date(2020, 12, 28), date(2021, 3, 1), None, C, M),
        (i.REG22, _STATE_COUNCIL, _order(746), date(2021, 7, 27), date(2022, 3, 1), None, C, M),
        (i.REGR22, _SAMR, _order(52), date(2022, 3, 1), date(2022, 3, 1), None, C, C),
        (i.CO23, _NPCSC, _UNKNOWN, date(2023, 12, 29), date(2024, 7, 1), None, C, C),
        (i.CR25, _SAMR, _order(95), date(2024, 12, 20), date(2025, 2, 10), None, C, C),
        (i.CIV20, _NPC, _UNKNOWN, date(2020, 5, 28), date(2021, 1, 1), None, C, M),
        (i.HOL24, _STATE_COUNCIL, _order(795), date(2024, 11, 10), date(2025, 1, 1), None, C, M),
        (i.IND22, _STATE_COUNCIL, _UNKNOWN, None, date(2022, 11, 1), None, C, M),
        (i.SME25, _STATE_COUNCIL, _order(802), None, date(2025, 6, 1), None, C, C),
        (i.PIPL21, _NPCSC, _UNKNOWN, None, date(2021, 11, 1), None, C, C),
    ]
    table = {
        id_: Instrument(id_, TITLES[id_], issuer, number, made, start, end, text, dates)
        for id_, issuer, number, made, start, end, text, dates in rows
    }
    return MappingProxyType(table)


def instrument(id_: InstrumentId, law: LawSettings = DEFAULT_LAW) -> Instrument:
    """One instrument by its id."""
    return instruments(law)[id_]


def in_force(id_: InstrumentId, on: date, law: LawSettings = DEFAULT_LAW) -> bool:
    """True if the instrument applies on that day."""
    return instruments(law)[id_].in_force(on)


class NoLawInForce(LookupError):
    """On that day none of the versions applied, e.g. before 2014-10-01."""


def version(old: InstrumentId, new: InstrumentId, on: date, law: LawSettings = DEFAULT_LAW) -> InstrumentId:
    """The one of two successive versions that applies on that day. Raises NoLawInForce."""
    for id_ in (new, old):
        if in_force(id_, on, law):
            return id_
    raise NoLawInForce(f"neither {old} nor {new} was in force on {on}")


def date_caution(on: date, law: LawSettings = DEFAULT_LAW) -> Sentence | None:
    """A warning when the unconfirmed date of Order 101 decides which text applies on that day; else None."""
    if law.order_101_confidence is Confidence.TEXT or not date(2025, 3, 18) <= on < law.order_101_settled_from:
        return None
    return Sentence(
        f"市场监管总局令第101号的施行日期未经证实，本系统按{law.order_101_from}计算；该日期决定了此处适用的文本。",
        f"The effective date of SAMR Order 101 is not confirmed; {law.order_101_from} is assumed, "
        "and that date decides which text applies here.",
    )

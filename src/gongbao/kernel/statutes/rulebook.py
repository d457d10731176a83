"""Every deadline of the register, by rule id and date. Articles: register rules R, A, K, G, N of 2014 and 2024/2025."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from gongbao.kernel.calendar import Deadline, RollPolicy, Unit
from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.deadlines import Base, DeadlineRule
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, instruments
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Kind

_I = InstrumentId
_WD, _CD, _FIXED = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.FIXED

Place = tuple[InstrumentId, int, int]
"""Instrument, article, paragraph (0: the whole article)."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One rule through all its versions; `places` are its successive homes."""

    id: str
    base: Base
    unit: Unit
    amount: int
    places: tuple[Place, ...]
    confidence: Confidence = Confidence.TEXT


def _both(old: InstrumentId, new: InstrumentId, article: int, paragraph: int = 0) -> tuple[Place, ...]:
    return (old, article, paragraph), (new, article, paragraph)


def _r(article: int, paragraph: int = 0) -> tuple[Place, ...]:
    return _both(_I.R14, _I.R24, article, paragraph)


def _a(old: int, new: int, paragraph: int = 0) -> tuple[Place, ...]:
    return (_I.A14, old, paragraph), (_I.A25, new, paragraph)


def _g(article: int, paragraph: int = 0) -> tuple[Place, ...]:
    return _both(_I.G14, _I.G25, article, paragraph)


def _n(article: int, paragraph: int = 0) -> tuple[Place, ...]:
    return _both(_I.N14, _I.N25, article, paragraph)


def _k(old: int, new: int, paragraph: int = 0) -> tuple[Place, ...]:
    return (_I.K14, old, paragraph), (_I.K25, new, paragraph)


_ENTERPRISE = (
    _Row("enterprise.annual-report", Base.WINDOW_OPENS, _FIXED, 0, _r(8, 1)),
    _Row("enterprise.correct-report", Base.WINDOW_OPENS, _FIXED, 0, _r(12, 2)),
    _Row("enterprise.instant-information", Base.FORMED, _WD, 20, _r(10, 1)),
    _Row("enterprise.order-to-publish", Base.SERVED, _CD, 10, _a(7, 7)),
    _Row("enterprise.name-change", Base.SERVED, _CD, 30, ((_I.NAME20, 23, 0),)),
    _Row("enterprise.list-late-report", Base.WINDOW_ENDS, _WD, 10, _a(6, 6)),
    _Row("enterprise.list-ordered-information", Base.ORDER_EXPIRED, _WD, 10, _a(7, 7)),
    _Row("enterprise.list-false-information", Base.VERIFIED, _WD, 10, ((_I.A14, 8, 0),)),
    _Row("enterprise.list-name-change", Base.NAME_PERIOD_EXPIRED, _WD, 10, ((_I.A25, 8, 0),)),
    _Row("enterprise.list-unreachable", Base.VERIFIED, _WD, 10, _a(9, 9, 1)),
    _Row("enterprise.remove-late-report", Base.APPLICATION_RECEIVED, _WD, 5, _a(11, 11)),
    _Row("enterprise.remove-ordered-information", Base.APPLICATION_RECEIVED, _WD, 5, _a(12, 12)),
    _Row("enterprise.remove-false-information", Base.VERIFIED, _WD, 5, ((_I.A14, 13, 0),)),
    _Row("enterprise.remove-name-change", Base.VERIFIED, _WD, 5, ((_I.A25, 13, 0),)),
    _Row("enterprise.remove-unreachable", Base.VERIFIED, _WD, 5, _a(14, 14)),
    _Row("enterprise.objection", Base.PUBLISHED, _CD, 30, _a(16, 15, 1)),
    _Row("enterprise.objection-acceptance", Base.APPLICATION_RECEIVED, _WD, 5, _a(16, 15, 1)),
    # Both texts say "accepted: 20 working days to verify" without naming the first day.
    _Row("enterprise.objection-verification", Base.ACCEPTED, _WD, 20, _a(16, 15, 1), Confidence.DERIVED),
    _Row("enterprise.objection-correction", Base.VERIFIED, _WD, 5, _a(16, 15, 2)),
    _Row("enterprise.falsehood-report", Base.REPORT_RECEIVED, _WD, 20, _r(13, 1)),
    _Row("enterprise.query", Base.QUERY_RECEIVED, _WD, 20, _r(13, 2)),
    _Row("enterprise.office-information", Base.PRODUCED, _WD, 20, _r(6, 2)),
    _Row("enterprise.spot-check-result", Base.INSPECTION_ENDED, _WD, 20, ((_I.K14, 11, 0), (_I.K25, 12, 0))),
    # Articles 10 oblige to answer and set no time; the reply limit of the offices' letters is local practice.
    _Row("enterprise.inspection-answer", Base.SERVED, _CD, 15, _k(10, 10), Confidence.UNCONFIRMED),
)

_INDIVIDUAL = (
    _Row("individual.annual-report", Base.WINDOW_OPENS, _FIXED, 0, _g(3, 1)),
    _Row("individual.correct-report", Base.WINDOW_OPENS, _FIXED, 0, _g(9)),
    _Row("individual.paper-notice", Base.PAPER_RECEIVED, _WD, 10, _g(10)),
    _Row("individual.list-late-report", Base.WINDOW_ENDS, _WD, 10, _g(13)),
    _Row("individual.list-false-information", Base.VERIFIED, _WD, 10, _g(14)),
    _Row("individual.list-unreachable", Base.VERIFIED, _WD, 10, _g(15)),
    _Row("individual.remove-late-report", Base.APPLICATION_RECEIVED, _WD, 5, _g(16)),
    _Row("individual.remove-false-information", Base.VERIFIED, _WD, 5, _g(17)),
    _Row("individual.remove-unreachable", Base.VERIFIED, _WD, 5, _g(18)),
    _Row("individual.objection", Base.PUBLISHED, _CD, 30, _g(19, 1)),
    _Row("individual.objection-acceptance", Base.APPLICATION_RECEIVED, _WD, 5, _g(19, 1)),
    _Row("individual.objection-verification", Base.ACCEPTED, _WD, 20, _g(19, 1), Confidence.DERIVED),
    _Row("individual.objection-correction", Base.VERIFIED, _WD, 5, _g(19, 2)),
    _Row("individual.falsehood-report", Base.REPORT_RECEIVED, _WD, 20, _g(12)),
    _Row("individual.query", Base.QUERY_RECEIVED, _WD, 20, _r(13, 2), Confidence.DERIVED),
    # K14 16 and K25 18: checked "by reference" to the rules on enterprises.
    _Row("individual.spot-check-result", Base.INSPECTION_ENDED, _WD, 20, _k(16, 18), Confidence.DERIVED),
    _Row("individual.inspection-answer", Base.SERVED, _CD, 15, _k(16, 18), Confidence.UNCONFIRMED),
)

_COOPERATIVE = (
    _Row("cooperative.annual-report", Base.WINDOW_OPENS, _FIXED, 0, _n(4, 1)),
    _Row("cooperative.correct-report", Base.WINDOW_OPENS, _FIXED, 0, _n(7)),
    _Row("cooperative.list-late-report", Base.WINDOW_ENDS, _WD, 10, _n(10)),
    _Row("cooperative.list-false-information", Base.VERIFIED, _WD, 10, _n(11)),
    _Row("cooperative.list-unreachable", Base.VERIFIED, _WD, 10, _n(12)),
    _Row("cooperative.remove-late-report", Base.APPLICATION_RECEIVED, _WD, 5, _n(13)),
    _Row("cooperative.remove-false-information", Base.VERIFIED, _WD, 5, _n(14)),
    _Row("cooperative.remove-unreachable", Base.VERIFIED, _WD, 5, _n(15)),
    _Row("cooperative.objection", Base.PUBLISHED, _CD, 30, _n(16, 1)),
    _Row("cooperative.objection-acceptance", Base.APPLICATION_RECEIVED, _WD, 5, _n(16, 1)),
    _Row("cooperative.objection-verification", Base.ACCEPTED, _WD, 20, _n(16, 1), Confidence.DERIVED),
    _Row("cooperative.objection-correction", Base.VERIFIED, _WD, 5, _n(16, 2)),
    _Row("cooperative.falsehood-report", Base.REPORT_RECEIVED, _WD, 20, _n(9)),
    _Row("cooperative.query", Base.QUERY_RECEIVED, _WD, 20, _r(13, 2), Confidence.DERIVED),
    _Row("cooperative.spot-check-result", Base.INSPECTION_ENDED, _WD, 20, _k(16, 18), Confidence.DERIVED),
    _Row("cooperative.inspection-answer", Base.SERVED, _CD, 15, _k(16, 18), Confidence.UNCONFIRMED),
)

_S15 = Confidence.SECONDARY
# The serious list is one for all kinds of party. S15 is known from excerpts only.
_SERIOUS = (
    _Row("serious.list-three-years", Base.THREE_YEARS, _WD, 10, ((_I.S15, 8, 0),), _S15),
    _Row("serious.list-published", Base.PUBLISHED, _WD, 10, ((_I.S15, 8, 0),), _S15),
    _Row("serious.remove-three-years", Base.APPLICATION_RECEIVED, _WD, 5, ((_I.S15, 10, 0),), _S15),
    _Row("serious.objection", Base.PUBLISHED, _CD, 30, ((_I.S15, 8, 0),), _S15),
    _Row("serious.publish", Base.DECIDED, _WD, 20, ((_I.S21, 14, 1),)),
    _Row("serious.push", Base.DECIDED, _WD, 10, ((_I.S21, 14, 2),)),
    _Row("serious.publish-pushed", Base.PUSH_RECEIVED, _WD, 10, ((_I.S21, 14, 2),)),
    _Row("serious.acceptance", Base.APPLICATION_RECEIVED, _WD, 2, ((_I.S21, 17, 2),)),
    _Row("serious.verification", Base.ACCEPTED, _WD, 15, ((_I.S21, 17, 3),)),
    _Row("serious.take-down", Base.DECIDED, _WD, 3, ((_I.S21, 18, 0),)),
    _Row("serious.revocation", Base.BASIS_ANNULLED, _WD, 3, ((_I.S21, 19, 0),)),
    _Row("serious.query", Base.QUERY_RECEIVED, _WD, 20, _r(13, 2)),
)

# Penalties of the market authority; instant information of companies about capital has a rule of its own beside R 10.
_PENALTIES = (
    _Row("penalty.publish", Base.DECIDED, _WD, 20, ((_I.P21, 9, 0),)),
    _Row("penalty.push", Base.DECIDED, _WD, 10, ((_I.P21, 10, 0),)),
    _Row("penalty.publish-pushed", Base.PUSH_RECEIVED, _WD, 10, ((_I.P21, 10, 0),)),
    _Row("penalty.withdraw", Base.BASIS_ANNULLED, _WD, 3, ((_I.P21, 11, 0),)),
    _Row("company.capital-information", Base.FORMED, _WD, 20, ((_I.CR25, 11, 0),)),
)


def _serious(law: LawSettings) -> tuple[_Row, ...]:
    """The clocks of the serious list, with the two no text measures."""
    return (
        *_SERIOUS,
        _Row("serious.hearing", Base.NOTIFIED, _WD, law.serious_hearing_days, ((_I.S21, 13, 1),), Confidence.DERIVED),
        _Row(
            "serious.approval",
            Base.APPROVAL_ASKED,
            _WD,
            law.serious_approval_days,
            ((_I.S21, 22, 0),),
            Confidence.UNCONFIRMED,
        ),
    )


def _versions(row: _Row, law: LawSettings) -> tuple[DeadlineRule, ...]:
    """A row's rules, each valid as long as its instrument."""
    roll = RollPolicy.NONE
    if row.unit is _CD:
        roll = law.calendar_day_roll
    elif row.unit is _FIXED:
        roll = law.fixed_date_roll
    made = []
    for name, article, paragraph in row.places:
        home = instruments(law)[name]
        made.append(
            DeadlineRule(
                id=row.id,
                base=row.base,
                unit=row.unit,
                amount=row.amount,
                valid_from=home.valid_from,
                valid_to=home.valid_to,
                citation=Citation(name, article, paragraph, confidence=row.confidence),
                roll=roll,
                month=6 if row.unit is _FIXED else 0,
                day=30 if row.unit is _FIXED else 0,
            )
        )
    return tuple(made)


@lru_cache(maxsize=16)
def rules(law: LawSettings = DEFAULT_LAW) -> Mapping[str, tuple[DeadlineRule, ...]]:
    """Every rule id with its versions, oldest first."""
    rows = (*_ENTERPRISE, *_INDIVIDUAL, *_COOPERATIVE, *_PENALTIES, *_serious(law))
    return MappingProxyType({row.id: _versions(row, law) for row in rows})


@lru_cache(maxsize=4096)
def rule(id_: str, on: date, law: LawSettings = DEFAULT_LAW) -> DeadlineRule:
    """The version in force on a day. Raises KeyError for an unknown id, NoLawInForce where none applied."""
    for candidate in rules(law)[id_]:
        if candidate.applies(on):
            return candidate
    raise NoLawInForce(f"{id_} had no version in force on {on}")


def rule_id(kind: Kind, name: str) -> str:
    """E.g. enterprise.annual-report."""
    return f"{kind}.{name}"


def annual_report_rule(kind: Kind, report_year: int, law: LawSettings = DEFAULT_LAW) -> DeadlineRule:
    """The rule for the report on `report_year`: the one in force when the filing period ends. Raises NoLawInForce."""
    return rule(rule_id(kind, "annual-report"), date(report_year + 1, 6, 30), law)


def annual_report_due(kind: Kind, report_year: int, law: LawSettings = DEFAULT_LAW) -> Deadline:
    """The last day to file the report on `report_year`: 30 June of the year after. Raises NoLawInForce."""
    return annual_report_rule(kind, report_year, law).due(window_opens(report_year))


def window_opens(report_year: int) -> date:
    """The first day on which the report on `report_year` can be filed (R 8, G 3, N 4)."""
    return date(report_year + 1, 1, 1)

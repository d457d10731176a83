"""How long a penalty decision of the market authority stays published, and how that ends before its time.

Sources: P21 2, 9, 11, 13, 14. Since 2025-12-25 X25 may have replaced the terms; its text was not found, so what follows
is computed by P21 and says so. How long a penalty must have been shown before it can be stopped early is known from
excerpts of X21 only, and is configuration.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongbao.kernel.calendar import add_years
from gongbao.kernel.statutes.citations import Citation, cite
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, in_force
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

_P21, _X21 = InstrumentId.P21, InstrumentId.X21
SHORT_MONTHS, FULL_YEARS = 3, 3


class PenaltyType(StrEnum):
    """The sorts of penalty the publication terms tell apart."""

    WARNING = "warning"
    CRITICISM = "criticism"
    LOW_FINE = "low-fine"
    FINE = "fine"
    CONFISCATION = "confiscation"
    STOP_PRODUCTION = "stop-production"
    BUSINESS_BAN = "business-ban"
    OCCUPATION_BAN = "occupation-ban"
    GRADE_CUT = "grade-cut"
    REVOCATION = "revocation"
    OTHER = "other"

    @property
    def words(self) -> Sentence:
        """The sort in a few words."""
        return _TYPES[self]


_TYPES = {
    PenaltyType.WARNING: Sentence("警告", "warning"),
    PenaltyType.CRITICISM: Sentence("通报批评", "public criticism"),
    PenaltyType.LOW_FINE: Sentence("较低数额罚款", "fine of a lower amount"),
    PenaltyType.FINE: Sentence("罚款", "fine"),
    PenaltyType.CONFISCATION: Sentence("没收违法所得、没收非法财物", "confiscation"),
    PenaltyType.STOP_PRODUCTION: Sentence("责令停产停业", "order to stop production or business"),
    PenaltyType.BUSINESS_BAN: Sentence("限制开展生产经营活动、责令关闭", "restriction of business, closure"),
    PenaltyType.OCCUPATION_BAN: Sentence("限制从业", "bar from an occupation"),
    PenaltyType.GRADE_CUT: Sentence("降低资质等级", "lowering of a grade"),
    PenaltyType.REVOCATION: Sentence("吊销许可证件、吊销营业执照", "revocation of a permit or licence"),
    PenaltyType.OTHER: Sentence("其他处罚", "other penalty"),
}
_SHORT = frozenset({PenaltyType.WARNING, PenaltyType.CRITICISM, PenaltyType.LOW_FINE})
_NEVER_EARLY = frozenset(
    {
        PenaltyType.STOP_PRODUCTION,
        PenaltyType.BUSINESS_BAN,
        PenaltyType.OCCUPATION_BAN,
        PenaltyType.GRADE_CUT,
        PenaltyType.REVOCATION,
    }
)


@dataclass(frozen=True, slots=True)
class PublicationTerm:
    """Whether a penalty is published and until when. `last` is the last day it is shown."""

    published: bool
    reason: Sentence
    citations: tuple[Citation, ...]
    last: date | None = None
    cautions: tuple[Sentence, ...] = ()


def publication_term(
    types: Sequence[PenaltyType],
    decided_on: date,
    published_on: date,
    restriction_until: date | None = None,
    law: LawSettings = DEFAULT_LAW,
) -> PublicationTerm:
    """Whether a penalty is published, and until when (P21 2, 13). Raises NoLawInForce for decisions before P21.

    The term counts from publication; a restriction that lasts longer lengthens it.
    """
    if not types:
        raise ValueError("a penalty has at least one type")
    if not in_force(_P21, decided_on, law):
        raise NoLawInForce(f"{_P21} was not in force on {decided_on}")
    if set(types) == {PenaltyType.WARNING}:
        said = Sentence("仅受到警告处罚的，不予公示。", "A penalty of a warning alone is not published.")
        return PublicationTerm(False, said, (cite(_P21, 2),))
    last: date
    if set(types) <= _SHORT:
        last = add_months(published_on, SHORT_MONTHS)
        said = Sentence("公示三个月。", "Published for three months.")
    else:
        last = add_years(published_on, FULL_YEARS)
        said = Sentence("公示三年。", "Published for three years.")
    if restriction_until is not None and restriction_until > last:
        last = restriction_until
        said = Sentence(
            f"限制期至{last}，公示期相应延长。", f"A restriction runs until {last}; so long it stays published."
        )
    caution = term_caution(published_on, law)
    return PublicationTerm(True, said, (cite(_P21, 13),), last, (caution,) if caution else ())


def add_months(day: date, months: int) -> date:
    """The same-numbered day `months` later, else the end of that month (Civil Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def term_caution(published_on: date, law: LawSettings = DEFAULT_LAW) -> Sentence | None:
    """What is not certain about the term of a penalty published on that day (X25); None where nothing is open."""
    return _unsettled(law) if published_on > law.penalty_terms_settled_until else None


def _unsettled(law: LawSettings) -> Sentence:
    after = law.penalty_terms_settled_until + timedelta(days=1)
    return Sentence(
        f"{after}起施行的信用修复新规可能改变公示期，其全文未见，此处按《市场监督管理行政处罚信息公示规定》计算，未经证实。",
        f"The rules on credit repair in force from {after} may change this term; their text was not found, so it is "
        "computed by the Provisions of 2021 and not confirmed.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyFacts:
    """What is known when somebody asks that a penalty be no longer shown."""

    types: tuple[PenaltyType, ...]
    published_on: date
    strict_area: bool = False
    performed: bool = False
    harm_removed: bool = False
    repeated: bool = False
    on_abnormal_list: bool = False
    on_serious_list: bool = False


@dataclass(frozen=True, slots=True)
class EarlyStop:
    """Whether publication may stop before its term, from which day at the earliest, and what is missing."""

    allowed: bool
    earliest: date | None
    missing: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def decide_early_stop(facts: EarlyFacts, on: date, law: LawSettings = DEFAULT_LAW) -> EarlyStop:
    """May a penalty's publication stop early on that day (P21 14)? Every missing condition is named."""
    never = [one for one in facts.types if one in _NEVER_EARLY]
    if never:
        kinds = Sentence("、".join(one.words.zh for one in never), ", ".join(one.words.en for one in never))
        said = Sentence(f"{kinds.zh}不得提前停止公示。", f"Never before the term: {kinds.en}.")
        return EarlyStop(False, None, (said,), (cite(_P21, 14),))
    months = law.penalty_early_strict_months if facts.strict_area else law.penalty_early_months
    earliest = add_months(facts.published_on, months)
    missing = []
    if on < earliest:
        missing.append(
            Sentence(
                f"公示满{months}个月（{earliest}）后才可以申请。", f"Open after {months} months shown, on {earliest}."
            )
        )
    conditions = (
        (facts.performed, Sentence("尚未履行处罚决定。", "The penalty has not been performed.")),
        (facts.harm_removed, Sentence("尚未消除危害后果和不良影响。", "The harm has not been removed.")),
        (not facts.repeated, Sentence("又受到同类处罚。", "There was another penalty of the same kind.")),
        (not facts.on_abnormal_list, Sentence("在经营异常名录中。", "It is on the abnormal list.")),
        (not facts.on_serious_list, Sentence("在严重违法失信名单中。", "It is on the serious list.")),
    )
    missing += [words for met, words in conditions if not met]
    cited = (cite(_P21, 14), Citation(_X21, 6, confidence=Confidence.SECONDARY))
    return EarlyStop(not missing, earliest, tuple(missing), cited)

"""Spot checks of published information: how many at least, how often, by whom (K14 and K25, the two versions)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gongbao.kernel.statutes.citations import Citation, cite
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, instruments
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Sentence

LEAST = Fraction(3, 100)
LEAST_INSPECTORS = 2


@dataclass(frozen=True, slots=True)
class CheckRules:
    """What the text in force asks of a spot check. `by_risk`: the credit-risk classification is to be followed."""

    least: Fraction
    least_citation: Citation
    yearly_citation: Citation
    publication: Citation
    inspectors: int
    inspectors_citation: Citation
    by_risk: bool

    @property
    def words(self) -> Sentence:
        """The least share in words."""
        return Sentence(
            f"不低于辖区主体的 {float(self.least):.0%}", f"at least {float(self.least):.0%} of the area's entities"
        )


def spot_check_rules(on: date, law: LawSettings = DEFAULT_LAW) -> CheckRules:
    """The rules of a day: K14 art. 4, 7, 9, or K25 art. 4, 7, 9. Raises NoLawInForce before 2014-10-01."""
    homes = ((InstrumentId.K14, 13, False), (InstrumentId.K25, 15, True))
    for name, published, by_risk in homes:
        home = instruments(law)[name]
        if home.valid_from <= on and (home.valid_to is None or on < home.valid_to):
            return CheckRules(
                LEAST, cite(name, 4), cite(name, 7), cite(name, published), LEAST_INSPECTORS, cite(name, 9), by_risk
            )
    raise NoLawInForce(f"no text on spot checks was in force on {on}")


def least_drawn(area: int, on: date, law: LawSettings = DEFAULT_LAW) -> int:
    """How many of an area's entities the yearly undirected draw takes at least (K14, K25 art. 4), rounded up."""
    share = spot_check_rules(on, law).least
    return -(-area * share.numerator // share.denominator)

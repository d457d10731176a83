"""Who may not hold a post, on the grounds the law names and no others; and when two records are of one person.

R14 17 and R24 18: the legal representative or person in charge of an enterprise on the serious list holds no such post
in another enterprise for three years. REG22 12(4): revoked licence or ordered closure with personal responsibility.
REG22 40: direct responsibility for a fake registration. The abnormal list bars nobody (register-rules 7).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongbao.kernel.calendar import add_years
from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.instruments import InstrumentId, in_force
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

_I = InstrumentId
YEARS = 3


class BarGround(StrEnum):
    """Why a person may not hold a post or apply for a registration."""

    SERIOUS_LIST = "serious-list"
    REVOKED_LICENCE = "revoked-licence"
    FAKE_REGISTRATION = "fake-registration"

    @property
    def words(self) -> Sentence:
        """For pages and reasons."""
        return _WORDS[self]

    @property
    def effect(self) -> Sentence:
        """What the person may not do."""
        return _EFFECTS[self]


_WORDS = {
    BarGround.SERIOUS_LIST: Sentence(
        "所任职的企业被列入严重违法失信名单", "its enterprise was entered in the serious list"
    ),
    BarGround.REVOKED_LICENCE: Sentence(
        "对企业因违法被吊销营业执照、责令关闭负有个人责任",
        "personally responsible for an enterprise whose licence was revoked or that was ordered to close",
    ),
    BarGround.FAKE_REGISTRATION: Sentence(
        "对虚假登记被撤销负有直接责任", "directly responsible for a false registration that was annulled"
    ),
}
_EFFECTS = {
    BarGround.SERIOUS_LIST: Sentence(
        "不得担任其他企业的法定代表人、负责人",
        "may not be legal representative or person in charge of another enterprise",
    ),
    BarGround.REVOKED_LICENCE: Sentence(
        "不得担任公司、非公司企业法人的法定代表人", "may not be the legal representative of a company"
    ),
    BarGround.FAKE_REGISTRATION: Sentence("不得再次申请经营主体登记", "may not apply for another registration"),
}
OTHER_BARS = Sentence(
    "条例第十二条还有其他情形（无民事行为能力、刑罚执行期满未逾五年、破产负有个人责任未逾三年、较大债务到期未清偿），"
    "这些信息不在本系统，请另行核对。",
    "Art. 12 names further cases (incapacity, certain crimes within five years, responsibility for a bankruptcy within "
    "three, large overdue debts) that this register does not hold; check them elsewhere.",
)


@dataclass(frozen=True, slots=True)
class PersonBar:
    """One bar as the law has it: from the day `since` to the day before `until`."""

    ground: BarGround
    since: date
    until: date
    citation: Citation
    cautions: tuple[Sentence, ...] = ()

    def runs(self, on: date) -> bool:
        """True on the days of the three years."""
        return self.since <= on < self.until


def bar_for(ground: BarGround, event: date, published: date | None = None, law: LawSettings = DEFAULT_LAW) -> PersonBar:
    """The bar that follows from an event: the listing, the revocation of the licence, the annulled registration.

    Neither R14 17 nor R24 18 says from when the three years count; the listing is the natural reading.
    """
    if ground is BarGround.SERIOUS_LIST:
        since = published if law.bar_counts_from_publication and published else event
        name = _I.R24 if in_force(_I.R24, event, law) else _I.R14
        article = 18 if name is _I.R24 else 17
        paragraph = 2
        citation = Citation(name, article, paragraph, confidence=Confidence.DERIVED)
        start = ("公示", "publication") if since != event else ("列入", "the listing")
        caution = Sentence(
            f"条例没有写明三年自何时起算，本系统自{start[0]}之日起算。",
            f"The regulation does not say from when the three years count; this system counts from {start[1]}.",
        )
        return PersonBar(ground, since, add_years(since, YEARS), citation, (caution,))
    citation = (
        Citation(_I.REG22, 12, item=4) if ground is BarGround.REVOKED_LICENCE else Citation(_I.REG22, 40, paragraph=0)
    )
    return PersonBar(ground, event, add_years(event, YEARS), citation)


class Strength(StrEnum):
    """How sure it is that two records are of one person. A name alone never joins."""

    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"
    SEVERED = "severed"

    @property
    def words(self) -> Sentence:
        """For pages."""
        return _STRENGTHS[self]


_STRENGTHS = {
    Strength.SAME: Sentence("同一人", "the same person"),
    Strength.POSSIBLE: Sentence("仅姓名相同，可能不是同一人", "only the name agrees: it may be somebody else"),
    Strength.DIFFERENT: Sentence("不是同一人", "not the same person"),
    Strength.SEVERED: Sentence("已核实不是本人", "verified as not the same person"),
}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person: the name, a keyed hash of the identity number where it was seen, the year of birth."""

    name: str
    key: bytes | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Two records and how they hang together, with the ground in a sentence."""

    strength: Strength
    ground: Sentence

    @property
    def joins(self) -> bool:
        """Only the same person has consequences."""
        return self.strength is Strength.SAME


def link_persons(one: PersonFacts, other: PersonFacts, severed: bool = False) -> PersonLink | None:
    """How two records hang together; None where nothing links them. The identity number decides wherever both are
    known, whatever the names say; a name with or without the year of birth is never more than possible.
    """
    if severed:
        return _SEVERED
    if one.key is not None and other.key is not None:
        if one.key == other.key:
            return _SAME
        return _OTHER_NUMBER if one.name == other.name else None
    return _by_name(one, other) if one.name == other.name else None


def _by_name(one: PersonFacts, other: PersonFacts) -> PersonLink:
    """The same name and no two numbers to compare: possible at most."""
    if one.birth_year is None or other.birth_year is None:
        return _NAME_ONLY
    return _NAME_AND_YEAR if one.birth_year == other.birth_year else _OTHER_YEAR


_SEVERED = PersonLink(
    Strength.SEVERED,
    Sentence("本人已声明并经核实不是同一人。", "The person has shown that it is somebody else."),
)
_SAME = PersonLink(Strength.SAME, Sentence("身份证件号码一致。", "The identity numbers agree."))
_OTHER_NUMBER = PersonLink(
    Strength.DIFFERENT, Sentence("姓名相同，身份证件号码不同。", "The same name, different identity numbers.")
)
_OTHER_YEAR = PersonLink(
    Strength.DIFFERENT, Sentence("姓名相同，出生年份不同。", "The same name, different years of birth.")
)
_NAME_AND_YEAR = PersonLink(
    Strength.POSSIBLE,
    Sentence(
        "姓名和出生年份相同，没有身份证件号码可比。",
        "Name and year of birth agree; there is no identity number to compare.",
    ),
)
_NAME_ONLY = PersonLink(
    Strength.POSSIBLE,
    Sentence("仅姓名相同，没有身份证件号码可比。", "Only the name agrees; there is no identity number to compare."),
)


class Appointment(StrEnum):
    """May this person be appointed here?"""

    CLEAR = "clear"
    POSSIBLE = "possible"
    BARRED = "barred"

    @property
    def words(self) -> Sentence:
        """The answer in a sentence."""
        return _APPOINTMENTS[self]


_APPOINTMENTS = {
    Appointment.CLEAR: Sentence("未发现任职限制，可以办理。", "No bar was found; the registration can go on."),
    Appointment.POSSIBLE: Sentence(
        "有同名人员受任职限制，尚不能确定是否同一人：请核对身份证件。",
        "Somebody of this name is barred; whether it is the same person is not known: check the identity document.",
    ),
    Appointment.BARRED: Sentence(
        "该人员在限制期内，依法不得担任，不予登记。", "The person is barred by law; the registration is refused."
    ),
}


LEGAL_REPRESENTATIVE = "legal-representative"


def bar_applies(ground: BarGround, *, post: str, founding: bool, same_enterprise: bool) -> bool:
    """Whether a bar is about this act. R24 18: a post in another enterprise, so the listed one keeps its own; REG22 12:
    the legal representative alone; REG22 40: an application for a new registration.
    """
    if ground is BarGround.SERIOUS_LIST:
        return not same_enterprise
    if ground is BarGround.REVOKED_LICENCE:
        return post == LEGAL_REPRESENTATIVE
    return founding


def decide_appointment(found: tuple[tuple[PersonBar, PersonLink], ...], on: date) -> Appointment:
    """The answer from all bars that are about this act, each with its link to the person."""
    running = [link for bar, link in found if bar.runs(on)]
    if any(link.strength is Strength.SAME for link in running):
        return Appointment.BARRED
    if any(link.strength is Strength.POSSIBLE for link in running):
        return Appointment.POSSIBLE
    return Appointment.CLEAR

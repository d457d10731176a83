"""Words every rule of the register uses."""

from enum import StrEnum
from typing import NamedTuple


class Sentence(NamedTuple):
    """The same thing said in Chinese and in English, fit to be shown."""

    zh: str
    en: str


class Confidence(StrEnum):
    """How well a fact of law is known. What is not read in a full text is shown as such."""

    TEXT = "C"
    SECONDARY = "S"
    UNCONFIRMED = "M"
    DERIVED = "D"

    @property
    def words(self) -> Sentence:
        """What the mark means, for readers."""
        return _CONFIDENCE[self]


_CONFIDENCE = {
    Confidence.TEXT: Sentence("据法规全文", "read in the full text"),
    Confidence.SECONDARY: Sentence("据二手资料", "from a secondary source"),
    Confidence.UNCONFIRMED: Sentence("未经证实", "not confirmed"),
    Confidence.DERIVED: Sentence("由条文推得", "derived from the text"),
}


class Kind(StrEnum):
    """The three kinds of business entity (经营主体) the annual-report rules tell apart."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"

    @property
    def words(self) -> Sentence:
        """The kind's name in the law."""
        return _KINDS[self]


_KINDS = {
    Kind.ENTERPRISE: Sentence("企业", "enterprise"),
    Kind.INDIVIDUAL: Sentence("个体工商户", "individual business"),
    Kind.COOPERATIVE: Sentence("农民专业合作社", "farmers' cooperative"),
}


class Standing(StrEnum):
    """What a registration status means for duties."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    GONE = "gone"


class Ground(StrEnum):
    """Why an entity is put on the abnormal list (经营异常名录)."""

    LATE_REPORT = "late-report"
    ORDERED_INFORMATION = "ordered-information"
    FALSE_INFORMATION = "false-information"
    NAME_CHANGE = "name-change"
    UNREACHABLE = "unreachable"

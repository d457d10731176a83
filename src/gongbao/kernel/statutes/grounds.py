"""The grounds of the abnormal list: articles, words and codes, by kind of entity and date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, instruments
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Ground, Kind, Sentence

_I = InstrumentId


class Measure(StrEnum):
    """What is done to the entity: listed, or (individual businesses before the 2025 revision) marked."""

    LIST = "list"
    MARK = "mark"

    @property
    def words(self) -> Sentence:
        """The measure in the words of the text."""
        return _MEASURES[self]

    @property
    def ending(self) -> Sentence:
        """How the measure is ended, in the words of the text."""
        return _ENDINGS[self]


_MEASURES = {
    Measure.LIST: Sentence("列入经营异常名录", "entered in the list of abnormal operations"),
    Measure.MARK: Sentence("标记为经营异常状态", "marked as operating abnormally"),
}
_ENDINGS = {
    Measure.LIST: Sentence("移出经营异常名录", "removed from the list of abnormal operations"),
    Measure.MARK: Sentence("恢复正常记载状态", "restored to normal record"),
}


@dataclass(frozen=True, slots=True)
class GroundEntry:
    """One ground in one version of the rules. `code` is the integer older systems used, unique within its kind."""

    kind: Kind
    ground: Ground
    code: int
    code_confidence: Confidence
    words: Sentence
    citation: Citation
    """The article that makes it a ground."""
    procedure: Citation
    """The article that says when it is decided."""
    valid_from: date
    valid_to: date | None

    def applies(self, on: date) -> bool:
        """True if it is a ground on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


# 3 was false information until 2025 and is never used again; the name-change ground has a number of its own.
_CODES: dict[tuple[Kind, Ground], tuple[int, Confidence]] = {
    (Kind.ENTERPRISE, Ground.LATE_REPORT): (1, Confidence.SECONDARY),
    (Kind.ENTERPRISE, Ground.ORDERED_INFORMATION): (2, Confidence.SECONDARY),
    (Kind.ENTERPRISE, Ground.FALSE_INFORMATION): (3, Confidence.SECONDARY),
    (Kind.ENTERPRISE, Ground.UNREACHABLE): (4, Confidence.SECONDARY),
    (Kind.ENTERPRISE, Ground.NAME_CHANGE): (5, Confidence.DERIVED),
    (Kind.COOPERATIVE, Ground.LATE_REPORT): (1, Confidence.SECONDARY),
    (Kind.COOPERATIVE, Ground.FALSE_INFORMATION): (2, Confidence.SECONDARY),
    (Kind.COOPERATIVE, Ground.UNREACHABLE): (3, Confidence.SECONDARY),
    (Kind.INDIVIDUAL, Ground.LATE_REPORT): (1, Confidence.DERIVED),
    (Kind.INDIVIDUAL, Ground.FALSE_INFORMATION): (2, Confidence.DERIVED),
    (Kind.INDIVIDUAL, Ground.UNREACHABLE): (3, Confidence.DERIVED),
}

_WORDS: dict[tuple[Kind, Ground], Sentence] = {
    (Kind.ENTERPRISE, Ground.LATE_REPORT): Sentence(
        "未按照《企业信息公示暂行条例》第八条规定的期限公示年度报告",
        "did not publish the annual report within the period of art. 8 of the Interim Regulation on Enterprise "
        "Information Publicity",
    ),
    (Kind.ENTERPRISE, Ground.ORDERED_INFORMATION): Sentence(
        "未在责令的期限内公示有关企业信息", "did not publish information within the time limit ordered"
    ),
    (Kind.ENTERPRISE, Ground.FALSE_INFORMATION): Sentence(
        "公示企业信息隐瞒真实情况、弄虚作假", "concealed the truth or published false information"
    ),
    (Kind.ENTERPRISE, Ground.NAME_CHANGE): Sentence(
        "未依照《企业名称登记管理规定》第二十三条规定办理企业名称变更登记",
        "did not register the change of a name that must no longer be used (Provisions on the Registration of "
        "Enterprise Names, art. 23)",
    ),
    (Kind.ENTERPRISE, Ground.UNREACHABLE): Sentence(
        "通过登记的住所或者经营场所无法联系", "cannot be reached at the registered domicile or premises"
    ),
    (Kind.INDIVIDUAL, Ground.LATE_REPORT): Sentence(
        "未按照规定报送年度报告", "did not file the annual report as prescribed"
    ),
    (Kind.INDIVIDUAL, Ground.FALSE_INFORMATION): Sentence(
        "年度报告隐瞒真实情况、弄虚作假", "concealed the truth or reported falsely in the annual report"
    ),
    (Kind.INDIVIDUAL, Ground.UNREACHABLE): Sentence(
        "通过登记的经营场所或者经营者住所无法联系",
        "cannot be reached at the registered premises or the operator's home",
    ),
    (Kind.COOPERATIVE, Ground.LATE_REPORT): Sentence(
        "未按照规定的期限报送年度报告并公示", "did not file and publish the annual report in time"
    ),
    (Kind.COOPERATIVE, Ground.FALSE_INFORMATION): Sentence(
        "年度报告公示信息隐瞒真实情况、弄虚作假", "concealed the truth or published false annual-report information"
    ),
    (Kind.COOPERATIVE, Ground.UNREACHABLE): Sentence(
        "通过登记的住所无法联系", "cannot be reached at the registered domicile"
    ),
}

# (kind, ground) → per instrument: the article and item of the ground, the article of the procedure.
_PLACES: dict[tuple[Kind, Ground], tuple[tuple[InstrumentId, int, int, int], ...]] = {
    (Kind.ENTERPRISE, Ground.LATE_REPORT): ((_I.A14, 4, 1, 6), (_I.A25, 4, 1, 6)),
    (Kind.ENTERPRISE, Ground.ORDERED_INFORMATION): ((_I.A14, 4, 2, 7), (_I.A25, 4, 2, 7)),
    (Kind.ENTERPRISE, Ground.FALSE_INFORMATION): ((_I.A14, 4, 3, 8),),
    (Kind.ENTERPRISE, Ground.NAME_CHANGE): ((_I.A25, 4, 3, 8),),
    (Kind.ENTERPRISE, Ground.UNREACHABLE): ((_I.A14, 4, 4, 9), (_I.A25, 4, 4, 9)),
    (Kind.INDIVIDUAL, Ground.LATE_REPORT): ((_I.G14, 13, 0, 13), (_I.G25, 13, 0, 13)),
    (Kind.INDIVIDUAL, Ground.FALSE_INFORMATION): ((_I.G14, 14, 0, 14), (_I.G25, 14, 0, 14)),
    (Kind.INDIVIDUAL, Ground.UNREACHABLE): ((_I.G14, 15, 0, 15), (_I.G25, 15, 0, 15)),
    (Kind.COOPERATIVE, Ground.LATE_REPORT): ((_I.N14, 10, 0, 10), (_I.N25, 10, 0, 10)),
    (Kind.COOPERATIVE, Ground.FALSE_INFORMATION): ((_I.N14, 11, 0, 11), (_I.N25, 11, 0, 11)),
    (Kind.COOPERATIVE, Ground.UNREACHABLE): ((_I.N14, 12, 0, 12), (_I.N25, 12, 0, 12)),
}


@lru_cache(maxsize=16)
def grounds(law: LawSettings = DEFAULT_LAW) -> tuple[GroundEntry, ...]:
    """Every ground in every version."""
    made = []
    for (kind, ground), places in _PLACES.items():
        code, confidence = _CODES[kind, ground]
        for name, article, item, procedure in places:
            home = instruments(law)[name]
            made.append(
                GroundEntry(
                    kind,
                    ground,
                    code,
                    confidence,
                    _WORDS[kind, ground],
                    Citation(name, article, item=item),
                    Citation(name, procedure),
                    home.valid_from,
                    home.valid_to,
                )
            )
    return tuple(made)


@lru_cache(maxsize=1024)
def ground_entry(kind: Kind, ground: Ground, on: date, law: LawSettings = DEFAULT_LAW) -> GroundEntry:
    """The ground as it stands on that day. Raises NoLawInForce where it is no ground then."""
    for entry in grounds(law):
        if (entry.kind, entry.ground) == (kind, ground) and entry.applies(on):
            return entry
    raise NoLawInForce(f"{ground} is no ground for a {kind} on {on}")


def measure(kind: Kind, on: date, law: LawSettings = DEFAULT_LAW) -> Measure:
    """Marked or listed: individual businesses were marked until the 2025 revision (G14 13)."""
    marked = kind is Kind.INDIVIDUAL and on < instruments(law)[_I.G25].valid_from
    return Measure.MARK if marked else Measure.LIST


class RemovalReason(StrEnum):
    """Why an entry ended, with the integer older systems used."""

    LATE_REPORT_FILED = "late-report-filed"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    ADDRESS_CHANGED = "address-changed"
    REACHABLE_AGAIN = "reachable-again"
    OTHER = "other"
    NAME_CHANGED = "name-changed"

    @property
    def code(self) -> int:
        """1 to 6 as in older systems [S]; 7 for the name change of 2025."""
        return _REASON_CODES[self]

    @property
    def words(self) -> Sentence:
        """For pages."""
        return _REASONS[self]


_REASON_CODES = {reason: number for number, reason in enumerate(RemovalReason, start=1)}
_REASONS = {
    RemovalReason.LATE_REPORT_FILED: Sentence("已补报未报年份的年度报告", "filed the missing annual reports"),
    RemovalReason.PUBLISHED: Sentence("已履行公示义务", "published the information"),
    RemovalReason.CORRECTED: Sentence("已更正公示信息", "corrected the information"),
    RemovalReason.ADDRESS_CHANGED: Sentence("已办理住所或者经营场所变更登记", "registered a new address"),
    RemovalReason.REACHABLE_AGAIN: Sentence("可以重新取得联系", "can be reached again"),
    RemovalReason.OTHER: Sentence("其他", "other"),
    RemovalReason.NAME_CHANGED: Sentence("已办理名称变更登记", "registered the change of name"),
}

"""What a finding of an inspection leads to, by the law of that day: listing, order, publication, fine.

Sources: K14 12, K25 11 and 13; A14, A25 arts. 6 to 9; R14 17, R24 18; REGR22 70; G, N. A fine is only ever suggested:
a person decides about it in a procedure of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongbao.kernel.statutes.citations import Citation, cite, derived
from gongbao.kernel.statutes.grounds import ground_entry
from gongbao.kernel.statutes.inspection import ResultList, obstruction_article, result_list
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, in_force
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Ground, Kind, Sentence

_I = InstrumentId


class FindingKind(StrEnum):
    """What an inspection of published information can find."""

    LATE_REPORT = "late-report"
    UNPUBLISHED = "unpublished"
    ORDER_NOT_MET = "order-not-met"
    FALSE = "false"
    UNREACHABLE = "unreachable"
    NOT_COOPERATING = "not-cooperating"
    OTHER = "other"

    @property
    def words(self) -> Sentence:
        """The finding in a few words."""
        return _FINDINGS[self]


_FINDINGS = {
    FindingKind.LATE_REPORT: Sentence("未按规定报送公示年度报告", "annual report not filed and published"),
    FindingKind.UNPUBLISHED: Sentence("未按规定公示即时信息", "instant information not published"),
    FindingKind.ORDER_NOT_MET: Sentence("未在责令的期限内公示信息", "ordered information not published in time"),
    FindingKind.FALSE: Sentence("公示信息隐瞒真实情况、弄虚作假", "published information concealed or false"),
    FindingKind.UNREACHABLE: Sentence("通过登记的住所（经营场所）无法联系", "unreachable at the registered address"),
    FindingKind.NOT_COOPERATING: Sentence("不配合检查，情节严重", "serious non-cooperation"),
    FindingKind.OTHER: Sentence("其他问题", "another problem"),
}


class Act(StrEnum):
    """What is to be done about a finding."""

    LIST = "list"
    ORDER = "order"
    PUBLISH = "publish"
    FINE = "fine"
    REFER = "refer"

    @property
    def words(self) -> Sentence:
        """The act as a verb."""
        return _ACTS[self]


_ACTS = {
    Act.LIST: Sentence("列入经营异常名录", "enter in the abnormal list"),
    Act.ORDER: Sentence("责令限期公示", "order to publish within a time limit"),
    Act.PUBLISH: Sentence("向社会公示", "publish"),
    Act.FINE: Sentence("建议立案处罚", "suggest a penalty case"),
    Act.REFER: Sentence("移送有关部门", "refer to the department in charge"),
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """One act with its article. `ground` for listings; `binding` False where a person weighs it first."""

    act: Act
    words: Sentence
    citation: Citation
    ground: Ground | None = None
    binding: bool = True


_GROUNDS = {
    FindingKind.LATE_REPORT: Ground.LATE_REPORT,
    FindingKind.ORDER_NOT_MET: Ground.ORDERED_INFORMATION,
    FindingKind.FALSE: Ground.FALSE_INFORMATION,
    FindingKind.UNREACHABLE: Ground.UNREACHABLE,
}


def consequences(kind: Kind, finding: FindingKind, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Consequence, ...]:
    """What the law of that day makes of a finding about an entity of this kind, the binding acts first."""
    found: list[Consequence] = []
    ground = _GROUNDS.get(finding)
    if ground is not None:
        found.extend(_listing(kind, ground, on, law))
    if finding is FindingKind.UNPUBLISHED and kind is Kind.ENTERPRISE:
        article = _I.A25 if in_force(_I.A25, on, law) else _I.A14
        words = Sentence(
            "责令在10日内公示；逾期不公示的，列入经营异常名录。",
            "Order to publish within 10 days; if not met: the abnormal list.",
        )
        found.append(Consequence(Act.ORDER, words, cite(article, 7)))
    if finding is FindingKind.NOT_COOPERATING:
        by = obstruction_article(on, law)
        words = Sentence("作为检查结果向社会公示。", "Published as the result of the inspection.")
        if kind is not Kind.ENTERPRISE:
            by = derived(by.instrument, by.article)
        found.append(Consequence(Act.PUBLISH, words, by))
    found.extend(_fine(kind, finding, on, law))
    if finding is FindingKind.OTHER:
        by = derived(_I.K25 if in_force(_I.K25, on, law) else _I.K14, 8)
        words = Sentence("不属本次检查职权的，移送有关部门。", "What lies outside this check is referred.")
        found.append(Consequence(Act.REFER, words, by, binding=False))
    return tuple(found)


def _listing(kind: Kind, ground: Ground, on: date, law: LawSettings) -> tuple[Consequence, ...]:
    try:
        entry = ground_entry(kind, ground, on, law)
    except NoLawInForce:
        return ()
    return (Consequence(Act.LIST, entry.words, entry.citation, ground),)


def _fine(kind: Kind, finding: FindingKind, on: date, law: LawSettings) -> tuple[Consequence, ...]:
    """R24 18 fines enterprises for falsehood since 2024-05-01; REGR22 70 lets late reports be fined."""
    if finding is FindingKind.FALSE and kind is Kind.ENTERPRISE and in_force(_I.R24, on, law):
        words = Sentence(
            "法律、行政法规另有规定的从其规定；没有规定的，责令改正，处1万元以上5万元以下罚款；情节严重的，"
            "处5万元以上20万元以下罚款，列入严重违法失信名单，并可以吊销营业执照。",
            "Where no other law rules: an order to correct and a fine of CNY 10,000–50,000; in serious cases "
            "50,000–200,000, the serious list, and the licence may be revoked.",
        )
        return (Consequence(Act.FINE, words, cite(_I.R24, 18, 2), binding=False),)
    if finding is FindingKind.LATE_REPORT and in_force(_I.REGR22, on, law):
        words = Sentence(
            "可以处1万元以下的罚款；轻微并及时改正、没有造成危害后果的，不予处罚（第七十七条）。",
            "May be fined up to CNY 10,000; minor cases put right without harm are not (art. 77).",
        )
        return (Consequence(Act.FINE, words, cite(_I.REGR22, 70), binding=False),)
    return ()


#: By list: the code of each finding; the code when nothing was found.
_CODES: dict[str, dict[FindingKind | None, str]] = {
    "publicity-2014": {
        None: "1",
        FindingKind.UNPUBLISHED: "2",
        FindingKind.ORDER_NOT_MET: "2",
        FindingKind.LATE_REPORT: "3",
        FindingKind.UNREACHABLE: "4",
        FindingKind.FALSE: "5",
        FindingKind.NOT_COOPERATING: "6",
    },
    "double-random-2019": {
        None: "1",
        FindingKind.UNPUBLISHED: "2",
        FindingKind.ORDER_NOT_MET: "2",
        FindingKind.LATE_REPORT: "2",
        FindingKind.FALSE: "3",
        FindingKind.UNREACHABLE: "4",
        FindingKind.NOT_COOPERATING: "6",
        FindingKind.OTHER: "8",
    },
}


def suggested_codes(found: Sequence[FindingKind], on: date) -> tuple[str, ...]:
    """The result codes that follow from the findings, in the list of that day; one result may hold several."""
    codes = _CODES[result_list(on).id]
    if not found:
        return (codes[None],)
    return tuple(sorted({codes[one] for one in found if one in codes}))


def wrong_codes(codes: Sequence[str], found: Sequence[FindingKind], in_list: ResultList) -> tuple[Sentence, ...]:
    """Why codes and findings do not fit: an unknown code, none at all, or "no problem" beside a finding."""
    wrong = []
    if not codes:
        wrong.append(Sentence("请选择检查结果。", "Choose the result."))
    if any(in_list.find(code) is None for code in codes):
        wrong.append(Sentence("结果代码不在当前的代码表中。", "A result is not in the list in use."))
    clean = _CODES[in_list.id][None]
    if clean in codes and (len(codes) > 1 or found):
        wrong.append(
            Sentence(
                "“未发现问题”不能与其他结果或者已记录的问题并存。", "“No problem” does not go with any other result."
            )
        )
    missing = {_CODES[in_list.id][one] for one in found if one in _CODES[in_list.id]} - set(codes)
    if missing:
        words = [entry.words for code in sorted(missing) if (entry := in_list.find(code))]
        wrong.append(
            Sentence(
                "已记录的问题没有反映在结果中：" + "、".join(one.zh for one in words),
                "A finding is missing from the result: " + ", ".join(one.en for one in words),
            )
        )
    return tuple(wrong)

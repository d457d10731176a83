"""Whether a party goes on the serious list: S21 2, 11 to 14 and 22 since 2021-09-01, S15 5 to 8 before."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongbao.kernel.calendar import Deadline, add_years
from gongbao.kernel.statutes.citations import Citation, cite
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, in_force, version
from gongbao.kernel.statutes.rulebook import rule
from gongbao.kernel.statutes.serious_grounds import SeriousGround, serious_ground
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

_I = InstrumentId


class HeavierPenalty(StrEnum):
    """The kinds of heavier penalty (较重行政处罚) of S21 2; NONE: the penalty is none of them."""

    HEAVY_FINE = "heavy-fine"
    LICENCE = "licence"
    RESTRICTION = "restriction"
    OTHER = "other"
    NONE = "none"

    @property
    def words(self) -> Sentence:
        """In the words of the article."""
        return _PENALTIES[self]


_PENALTIES = {
    HeavierPenalty.HEAVY_FINE: Sentence("按照从重处罚原则处以罚款", "a fine set at the heavier band"),
    HeavierPenalty.LICENCE: Sentence(
        "降低资质等级，吊销许可证件、营业执照", "lower grade, or permit or licence revoked"
    ),
    HeavierPenalty.RESTRICTION: Sentence(
        "限制开展生产经营活动、责令停产停业、责令关闭、限制从业",
        "business restricted, production stopped, closure, or a bar from the occupation",
    ),
    HeavierPenalty.OTHER: Sentence("规定的其他较重行政处罚", "another heavier penalty laid down"),
    HeavierPenalty.NONE: Sentence("不属于较重行政处罚", "not a heavier penalty"),
}
_PENALTY_ITEMS = {
    HeavierPenalty.HEAVY_FINE: 1,
    HeavierPenalty.LICENCE: 2,
    HeavierPenalty.RESTRICTION: 3,
    HeavierPenalty.OTHER: 4,
}


@dataclass(frozen=True, slots=True)
class SeriousFacts:
    """What is known of one case. `grave`: after weighing the factors of S21 12, the breach is vile, serious and
    harmful; None: not weighed yet. `below_province`: a county or prefecture office decides.
    """

    ground: str
    penalty: HeavierPenalty = HeavierPenalty.NONE
    grave: bool | None = None
    proved_no_intent: bool = False
    notified_on: date | None = None
    heard_on: date | None = None
    waived_hearing: bool = False
    below_province: bool = True
    approved_on: date | None = None
    approval_refused_on: date | None = None


class SeriousOutcome(StrEnum):
    """Where the case stands and what comes next."""

    NO_GROUND = "no-ground"
    NOT_HEAVY = "not-heavy"
    WEIGH = "weigh"
    NOT_GRAVE = "not-grave"
    NO_INTENT = "no-intent"
    NOTIFY = "notify"
    AWAIT_STATEMENT = "await-statement"
    ASK_APPROVAL = "ask-approval"
    NOT_APPROVED = "not-approved"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class SeriousListing:
    """The answer with its grounds; `ground` is set once the law of the day knows it."""

    outcome: SeriousOutcome
    step: Sentence
    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    cautions: tuple[Sentence, ...] = ()
    ground: SeriousGround | None = None
    clock: Deadline | None = None


_STEPS = {
    SeriousOutcome.NO_GROUND: Sentence("现行规定没有这一列入事由。", "The law of the day knows no such ground."),
    SeriousOutcome.NOT_HEAVY: Sentence(
        "未受到较重行政处罚，不列入。", "No heavier penalty was imposed: it is not to be listed."
    ),
    SeriousOutcome.WEIGH: Sentence(
        "请综合考虑第十二条所列因素，判断是否性质恶劣、情节严重、社会危害较大。",
        "Weigh the factors of art. 12: is the breach vile, serious and of considerable harm?",
    ),
    SeriousOutcome.NOT_GRAVE: Sentence(
        "不属于性质恶劣、情节严重、社会危害较大，不列入。", "The breach is not that grave: it is not to be listed."
    ),
    SeriousOutcome.NO_INTENT: Sentence(
        "当事人有证据足以证明没有主观故意，不列入。", "The party has proved that it had no intent: it is not listed."
    ),
    SeriousOutcome.NOTIFY: Sentence(
        "请告知当事人事由、依据和依法享有的权利。", "Notify the party of the ground, its basis and its rights."
    ),
    SeriousOutcome.AWAIT_STATEMENT: Sentence(
        "等待当事人陈述、申辩或者要求听证。", "The party may state its case or ask for a hearing."
    ),
    SeriousOutcome.ASK_APPROVAL: Sentence(
        "请报上一级市场监督管理部门同意。", "Ask the market authority of the level above for its consent."
    ),
    SeriousOutcome.NOT_APPROVED: Sentence(
        "上一级市场监督管理部门不同意，不列入。", "The level above does not consent: it is not listed."
    ),
    SeriousOutcome.LIST: Sentence(
        "应当作出列入严重违法失信名单的决定。", "The decision to enter the party in the serious list is to be made."
    ),
}
LAPSED = Sentence(
    "2024-05-01起，条例已删去满三年列入严重违法名单的规定；已满三年而未列入的，未见过渡规定。",
    "Since 2024-05-01 the regulation no longer leads from three years to the serious list; for those already past "
    "three years no transitional rule was found.",
)
_NO_APPROVAL = Sentence(
    "上级同意的要求自该日起不再适用（修订草案；本系统的设置）。",
    "The consent of the level above is not asked for from that day (draft revision; a setting of this system).",
)
_OWN_CLOCK = Sentence(
    "条文没有规定上一级答复的期限，该期限为本系统的设置。",
    "No text says within what time the level above answers; this limit is a setting of this system.",
)
MEASURES = (
    Sentence(
        "审查许可、资质、政府采购、工程招投标时作为重要考量因素",
        "an important factor in permits, qualifications, public procurement and tenders",
    ),
    Sentence("列为重点监管对象，提高检查频次", "key supervision and more frequent inspections"),
    Sentence("不适用告知承诺制", "the notification-and-commitment procedure is not open"),
    Sentence("不予授予市场监管部门荣誉称号等表彰奖励", "no honours from the market authority"),
    Sentence("法律、行政法规和政策文件规定的其他措施", "other measures laid down by law"),
)
"""What S21 15 does to whoever is listed, item by item."""
FACTORS = (
    Sentence("主观恶意", "intent"),
    Sentence("违法频次", "how often"),
    Sentence("持续时间", "how long"),
    Sentence("处罚类型", "kind of penalty"),
    Sentence("罚没款数额", "amount of fine and confiscation"),
    Sentence("产品货值金额", "value of the goods"),
    Sentence("对生命健康的危害", "danger to life and health"),
    Sentence("财产损失", "loss of property"),
    Sentence("社会影响", "effect on society"),
)
"""What S21 12 wants weighed."""


def approval_needed(below_province: bool, on: date, law: LawSettings = DEFAULT_LAW) -> bool:
    """S21 22: county and prefecture offices need the consent of the level above, as long as that is the law."""
    return below_province and (law.serious_approval_until is None or on < law.serious_approval_until)


def decide_serious_listing(facts: SeriousFacts, on: date, law: LawSettings = DEFAULT_LAW) -> SeriousListing:
    """Where a case under S21 stands on the day `on`, and what comes next. Raises KeyError for an unknown ground."""
    ground = serious_ground(facts.ground, law)
    if not ground.applies(on) or not in_force(_I.S21, on, law):
        return SeriousListing(SeriousOutcome.NO_GROUND, _STEPS[SeriousOutcome.NO_GROUND], (), (ground.citation,))
    reasons = [Sentence(f"违法行为：{ground.words.zh}。", f"The breach: {ground.words.en}.")]
    citations = [ground.citation]
    if ground.needs_penalty:
        item = _PENALTY_ITEMS.get(facts.penalty, 0)
        citations.append(Citation(_I.S21, 2, 2, item))
        zh, en = facts.penalty.words
        reasons.append(Sentence(f"行政处罚：{zh}。", f"The penalty: {en}."))
    outcome = _outcome(facts, ground, on, law)
    cited = {
        SeriousOutcome.WEIGH: cite(_I.S21, 12, 1),
        SeriousOutcome.NOT_GRAVE: cite(_I.S21, 12, 1),
        SeriousOutcome.NO_INTENT: cite(_I.S21, 12, 2),
        SeriousOutcome.NOTIFY: cite(_I.S21, 13, 1),
        SeriousOutcome.AWAIT_STATEMENT: cite(_I.S21, 13, 1),
        SeriousOutcome.ASK_APPROVAL: cite(_I.S21, 22),
        SeriousOutcome.NOT_APPROVED: cite(_I.S21, 22),
        SeriousOutcome.LIST: cite(_I.S21, 13, 1),
    }
    if outcome in cited:
        citations.append(cited[outcome])
    reasons.extend(_history(facts, outcome))
    if outcome is SeriousOutcome.LIST and facts.approved_on:
        citations.append(cite(_I.S21, 22))
    clock = None
    if outcome is SeriousOutcome.AWAIT_STATEMENT and facts.notified_on:
        clock = rule("serious.hearing", facts.notified_on, law).due(facts.notified_on)
    return SeriousListing(
        outcome, _STEPS[outcome], tuple(reasons), tuple(citations), _cautions(facts, outcome, on, law), ground, clock
    )


def _outcome(facts: SeriousFacts, ground: SeriousGround, on: date, law: LawSettings) -> SeriousOutcome:
    refused = _merits(facts, ground)
    if refused is not None:
        return refused
    if facts.notified_on is None or facts.notified_on > on:
        return SeriousOutcome.NOTIFY
    last = rule("serious.hearing", facts.notified_on, law).due(facts.notified_on).date
    heard = facts.waived_hearing or (facts.heard_on is not None and facts.heard_on <= on)
    if not heard and on <= last:
        return SeriousOutcome.AWAIT_STATEMENT
    if approval_needed(facts.below_province, on, law):
        if facts.approval_refused_on is not None and facts.approval_refused_on <= on:
            return SeriousOutcome.NOT_APPROVED
        if facts.approved_on is None or facts.approved_on > on:
            return SeriousOutcome.ASK_APPROVAL
    return SeriousOutcome.LIST


def _merits(facts: SeriousFacts, ground: SeriousGround) -> SeriousOutcome | None:
    """Why the case ends here on its merits (S21 2, 12); None where it goes on."""
    if ground.needs_penalty and facts.penalty is HeavierPenalty.NONE:
        return SeriousOutcome.NOT_HEAVY
    if facts.proved_no_intent:
        return SeriousOutcome.NO_INTENT
    if facts.grave is None:
        return SeriousOutcome.WEIGH
    return None if facts.grave else SeriousOutcome.NOT_GRAVE


def _history(facts: SeriousFacts, outcome: SeriousOutcome) -> list[Sentence]:
    """What was done, for the decision's text."""
    if outcome is not SeriousOutcome.LIST:
        return []
    said = [
        Sentence(
            "经综合考虑，性质恶劣、情节严重、社会危害较大。",
            "All factors weighed, the breach is vile, serious and of considerable harm.",
        )
    ]
    if facts.notified_on:
        said.append(
            Sentence(
                f"已于{facts.notified_on}告知事由、依据和依法享有的权利。",
                f"The ground, its basis and the party's rights were notified on {facts.notified_on}.",
            )
        )
    if facts.heard_on:
        said.append(
            Sentence(
                f"当事人的陈述、申辩（听证）已于{facts.heard_on}听取。", f"The party was heard on {facts.heard_on}."
            )
        )
    if facts.approved_on:
        said.append(
            Sentence(
                f"上一级市场监督管理部门已于{facts.approved_on}同意。",
                f"The level above consented on {facts.approved_on}.",
            )
        )
    return said


def _cautions(facts: SeriousFacts, outcome: SeriousOutcome, on: date, law: LawSettings) -> tuple[Sentence, ...]:
    found = []
    if facts.below_province and not approval_needed(True, on, law):
        found.append(_NO_APPROVAL)
    if outcome is SeriousOutcome.ASK_APPROVAL:
        found.append(_OWN_CLOCK)
    return tuple(found)


class ThreeYears(StrEnum):
    """What three years on the abnormal list lead to."""

    NOT_YET = "not-yet"
    ANNOUNCE = "announce"
    LIST = "list"
    PERFORMED = "performed"
    GAP = "gap"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class ThreeYearStep:
    """`announce_from` is the first day of the sixty in which S15 8 and A14 15 want an announcement."""

    outcome: ThreeYears
    mark: date
    announce_from: date
    citations: tuple[Citation, ...]
    clock: Deadline | None = None
    caution: Sentence | None = None


def decide_three_years(
    abnormal_since: date, on: date, performed_on: date | None = None, law: LawSettings = DEFAULT_LAW
) -> ThreeYearStep:
    """R14 17, A14 15, S15 5(1) and 8: three years on the abnormal list without performing lead to the serious list.

    Repealed on 2024-05-01; between 2021-09-01 and then R14 still asked for it and S21 had no such ground.
    """
    mark = add_years(abnormal_since, 3)
    opens = mark - timedelta(days=60)
    regulation = version(_I.R14, _I.R24, on, law)
    basis = (cite(_I.R14, 17, 2), cite(_I.A14, 15), Citation(_I.S15, 8, confidence=Confidence.SECONDARY))
    if performed_on is not None and performed_on <= min(on, mark):
        return ThreeYearStep(ThreeYears.PERFORMED, mark, opens, basis)
    if regulation is _I.R24:
        return ThreeYearStep(ThreeYears.LAPSED, mark, opens, (cite(_I.R24, 18, 1),), caution=LAPSED)
    if on < opens:
        return ThreeYearStep(ThreeYears.NOT_YET, mark, opens, basis)
    try:
        clock = rule("serious.list-three-years", mark, law).due(mark)
    except NoLawInForce:
        clock = None
    gap = None if in_force(_I.S15, on, law) else _gap(law)
    if gap is not None and not law.list_in_the_gap:
        return ThreeYearStep(ThreeYears.GAP, mark, opens, basis[:2], caution=gap)
    outcome = ThreeYears.ANNOUNCE if on < mark else ThreeYears.LIST
    return ThreeYearStep(outcome, mark, opens, basis, clock, gap)


def _gap(law: LawSettings) -> Sentence:
    done_zh = "列入" if law.list_in_the_gap else "不列入"
    done_en = "it is listed" if law.list_in_the_gap else "it is not listed"
    return Sentence(
        "2021-09-01至2024-04-30，条例仍规定满三年列入严重违法名单，而严重违法失信名单管理办法没有这一事由；"
        f"各地做法未经证实，本系统按“{done_zh}”处理。",
        "From 2021-09-01 to 2024-04-30 the regulation still led from three years to the serious list while the "
        f"measures had no such ground; how offices acted is not confirmed. By the setting of this system {done_en}.",
    )

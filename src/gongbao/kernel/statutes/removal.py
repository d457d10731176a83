"""How an entry on the abnormal list ends: what the entity must do, then what the office must do and by when.

Sources: A14 10–14, A25 10–14, G 16–18, N 13–15. Every path starts with an application; nothing lapses by itself.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gongbao.kernel.calendar import Deadline, add_years
from gongbao.kernel.statutes.citations import Citation, cite, derived
from gongbao.kernel.statutes.deadlines import Base, DeadlineRule
from gongbao.kernel.statutes.grounds import Measure, measure
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, date_caution, in_force, version
from gongbao.kernel.statutes.rulebook import rule, rule_id, rules
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Ground, Kind, Sentence

_I = InstrumentId


@dataclass(frozen=True, slots=True)
class RemovalFacts:
    """What is known of one open entry.

    `remedied_on`: the day the cause was put right (every missing report filed and, where due, published; information
    published, corrected; name or address changed; reachable again). `missing_years`: reports still missing.
    `on_paper`: an individual business's late or corrected report came on paper.
    """

    kind: Kind
    ground: Ground
    listed_on: date
    remedied_on: date | None = None
    missing_years: tuple[int, ...] = ()
    on_paper: bool = False
    application_received_on: date | None = None
    verified_on: date | None = None


class RemovalOutcome(StrEnum):
    """Where the case stands."""

    GRANT = "grant"
    AWAIT_REMEDY = "await-remedy"
    AWAIT_PAPER = "await-paper"
    AWAIT_APPLICATION = "await-application"
    AWAIT_VERIFICATION = "await-verification"
    EXPIRED = "expired"


class Effect(StrEnum):
    """What becomes of the public entry when it ends. The ledger keeps the event in every case."""

    STOP_PUBLICATION = "stop-publication"
    PUBLISH_REMOVAL = "publish-removal"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Removal:
    """The decision or the next step. `clock` is the office's time limit once it runs; `overdue` if that has passed."""

    outcome: RemovalOutcome
    step: Sentence
    effect: Effect
    ending: Sentence
    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    cautions: tuple[Sentence, ...] = ()
    clock: Deadline | None = None
    overdue: bool = False
    apply_until: date | None = None


_REMEDIES = {
    Ground.LATE_REPORT: Sentence(
        "补报未报年份的年度报告并公示", "file and publish the annual reports of the missing years"
    ),
    Ground.ORDERED_INFORMATION: Sentence("公示被责令公示的信息", "publish the information that was ordered"),
    Ground.FALSE_INFORMATION: Sentence("更正公示的信息", "correct the information published"),
    Ground.NAME_CHANGE: Sentence("办理企业名称变更登记", "register the change of name"),
    Ground.UNREACHABLE: Sentence(
        "办理住所或者经营场所变更登记，或者提出可以重新取得联系",
        "register the new address, or state that it can be reached again at the registered one",
    ),
}
_KIND_REMEDIES = {
    (Kind.INDIVIDUAL, Ground.LATE_REPORT): Sentence(
        "补报未报年份的年度报告", "file the annual reports of the missing years"
    ),
    (Kind.INDIVIDUAL, Ground.UNREACHABLE): Sentence(
        "办理经营场所、经营者住所变更登记，或者提出可以重新取得联系",
        "register the new premises or home of the operator, or state that it can be reached again",
    ),
    (Kind.COOPERATIVE, Ground.UNREACHABLE): Sentence(
        "办理住所变更登记，或者提出可以重新取得联系",
        "register the new domicile, or state that it can be reached again at the registered one",
    ),
}
_PAPER = {
    Ground.LATE_REPORT: Sentence(
        "向登记机关补报未报年份的纸质年度报告", "file the missing annual reports on paper with the registrar"
    ),
    Ground.FALSE_INFORMATION: Sentence(
        "向登记机关报送更正后的纸质年度报告", "file the corrected annual report on paper with the registrar"
    ),
}


def remedy(kind: Kind, ground: Ground, law: LawSettings = DEFAULT_LAW) -> Sentence:
    """What the entity must put right before it can apply."""
    if kind is Kind.INDIVIDUAL and law.late_report_on_paper and ground in _PAPER:
        return _PAPER[ground]
    return _KIND_REMEDIES.get((kind, ground), _REMEDIES[ground])


def removal_steps(kind: Kind, ground: Ground, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Sentence, ...]:
    """The whole way out, step by step, as it stands on that day."""
    office = _office_rule(kind, ground, on, law)
    ending = measure(kind, on, law).ending
    return (
        remedy(kind, ground, law),
        Sentence(f"向作出决定的机关申请{ending.zh}", f"apply to the deciding office to be {ending.en}"),
        Sentence(
            f"机关{office[0].words.zh}作出决定（{office[0].citation.zh}）",
            f"the office decides {office[0].words.en} ({office[0].citation.en})",
        ),
    )


def effect(kind: Kind, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Effect, Citation]:
    """What ending an entry does to its publication, and by which article.

    A25 10: the decision is made and publication stops. A14 10: the decision is published. G and N are silent; the
    enterprises' rule of the same day is followed, except that G14 speaks of restoring the normal record.
    """
    if in_force(_I.A25, on, law):
        how, name = Effect.STOP_PUBLICATION, _I.A25
    else:
        how, name = Effect.PUBLISH_REMOVAL, version(_I.A14, _I.A25, on, law)
    if kind is Kind.ENTERPRISE:
        return how, cite(name, 10)
    if measure(kind, on, law) is Measure.MARK:
        return Effect.RESTORE, cite(_I.G14, 16)
    return how, derived(name, 10)


def _office_rule(kind: Kind, ground: Ground, on: date, law: LawSettings) -> tuple[DeadlineRule, Sentence | None]:
    """The rule for the office's decision, with a caution where an abolished ground has no rule of its own any more."""
    name = rule_id(kind, f"remove-{ground}")
    if name not in rules(law):
        raise NoLawInForce(f"{ground} is no ground for a {kind}")
    try:
        return rule(name, on, law), None
    except NoLawInForce:
        last = rules(law)[name][-1]
        if on < last.valid_from:
            raise
        citation = derived(last.citation.instrument, last.citation.article)
        return replace(last, citation=citation), Sentence(
            "该列入事由已被废止，条文未规定此前列入者如何移出；按列入时的规定办理。",
            "This ground has been abolished and no text says how earlier entries end; the former rule is followed.",
        )


def _known(day: date | None, on: date) -> date | None:
    """A fact dated after the day of decision is not known yet."""
    return day if day is not None and day <= on else None


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the law of the day says about one entry, before the facts are looked at."""

    office: DeadlineRule
    effect: Effect
    effect_by: Citation
    ending: Sentence
    limit: date | None
    cautions: tuple[Sentence, ...]

    def answer(
        self,
        outcome: RemovalOutcome,
        step: Sentence,
        *reasons: Sentence,
        by: tuple[Citation, ...] = (),
        cautions: tuple[Sentence, ...] = (),
        clock: Deadline | None = None,
        overdue: bool = False,
    ) -> Removal:
        return Removal(
            outcome=outcome,
            step=step,
            effect=self.effect,
            ending=self.ending,
            reasons=reasons,
            citations=(self.office.citation, *by, self.effect_by),
            cautions=self.cautions + cautions,
            clock=clock,
            overdue=overdue,
            apply_until=self.limit,
        )


def _frame(facts: RemovalFacts, on: date, law: LawSettings) -> _Frame:
    how, effect_by = effect(facts.kind, on, law)
    office, abolished = _office_rule(facts.kind, facts.ground, on, law)
    warned = (date_caution(on, law), abolished, _transition(facts, on, law))
    return _Frame(
        office=office,
        effect=how,
        effect_by=effect_by,
        ending=measure(facts.kind, on, law).ending,
        limit=_three_years(facts, on, law),
        cautions=tuple(caution for caution in warned if caution is not None),
    )


def decide_removal(facts: RemovalFacts, on: date, law: LawSettings = DEFAULT_LAW) -> Removal:
    """Where the case stands on the day `on` by the law of that day, what comes next, and the office's clock."""
    frame = _frame(facts, on, law)
    applied = _known(facts.application_received_on, on)
    remedied = _known(facts.remedied_on, on)
    if frame.limit is not None and (applied or on) > frame.limit:
        by = (cite(_I.A14, 10, 1), cite(_I.A14, 15))
        return frame.answer(RemovalOutcome.EXPIRED, *_expired(facts, frame.limit), by=by)
    if remedied is None or (facts.ground is Ground.LATE_REPORT and facts.missing_years):
        return frame.answer(RemovalOutcome.AWAIT_REMEDY, _first_remedy(facts, law))
    needed = remedy(facts.kind, facts.ground, law)
    if _paper_missing(facts, law):
        by_zh, by_en = frame.office.citation.words
        step = Sentence(f"请{needed.zh}（{by_zh}）。", f"Please {needed.en} ({by_en}).")
        return frame.answer(RemovalOutcome.AWAIT_PAPER, step)
    done = Sentence(f"已于{remedied}完成：{needed.zh}。", f"Done on {remedied}: {needed.en}.")
    if applied is None:
        zh, en = frame.ending
        step = Sentence(f"请向作出决定的机关申请{zh}。", f"Please apply to the deciding office to be {en}.")
        return frame.answer(RemovalOutcome.AWAIT_APPLICATION, step, done)
    return _office(facts, on, frame, done)


def _first_remedy(facts: RemovalFacts, law: LawSettings) -> Sentence:
    """What to put right, naming the years still missing."""
    needed = remedy(facts.kind, facts.ground, law)
    years = sorted(facts.missing_years)
    if not years:
        return Sentence(f"请先{needed.zh}。", f"First {needed.en}.")
    zh = "、".join(f"{year}年度" for year in years)
    return Sentence(f"请先{needed.zh}（{zh}）。", f"First {needed.en} ({', '.join(map(str, years))}).")


def _office(facts: RemovalFacts, on: date, frame: _Frame, done: Sentence) -> Removal:
    """All is in from the entity (applied and remedied): the office verifies where it must, and decides."""
    assert facts.application_received_on is not None
    assert facts.remedied_on is not None
    applied, remedied = facts.application_received_on, facts.remedied_on
    rule_ = frame.office
    received = Sentence(f"已于{applied}收到申请。", f"The application was received on {applied}.")
    verified = _known(facts.verified_on, on)
    start = max(applied, remedied)
    cautions: tuple[Sentence, ...] = ()
    if rule_.base is Base.VERIFIED:
        if verified is None:
            step = Sentence("机关正在查实。", "The office is verifying the facts.")
            return frame.answer(RemovalOutcome.AWAIT_VERIFICATION, step, done, received)
        start = verified
    elif remedied > applied:
        cautions = (_EARLY_APPLICATION,)
    clock = rule_.due(start)
    (zh, en), (by_zh, by_en), (within_zh, within_en) = frame.ending, rule_.citation.words, rule_.words
    act = Sentence(
        f"机关应{within_zh}（至{clock.date}）作出{zh}的决定（{by_zh}）。",
        f"The office must decide {within_en}, by {clock.date}, that the entity is {en} ({by_en}).",
    )
    return frame.answer(
        RemovalOutcome.GRANT,
        act,
        done,
        received,
        _EFFECTS[frame.effect],
        cautions=cautions,
        clock=clock,
        overdue=on > clock.date,
    )


def _paper_missing(facts: RemovalFacts, law: LawSettings) -> bool:
    """G 16 and 17 ask individual businesses for paper."""
    return facts.kind is Kind.INDIVIDUAL and law.late_report_on_paper and facts.ground in _PAPER and not facts.on_paper


def _three_years(facts: RemovalFacts, on: date, law: LawSettings) -> date | None:
    """A14 10: an enterprise could apply only within three years of being listed. Gone with A25."""
    if facts.kind is not Kind.ENTERPRISE or not in_force(_I.A14, on, law):
        return None
    return add_years(facts.listed_on, 3)


def _expired(facts: RemovalFacts, limit: date) -> tuple[Sentence, Sentence]:
    """The step and the reason when the three years are over."""
    return (
        Sentence(
            "已超过可申请移出的期限，由有权机关依法处理。",
            "The time for applying is over; the competent authority deals with the entry.",
        ),
        Sentence(
            f"自{facts.listed_on}列入起满三年（{limit}）后不再受理移出申请。",
            f"Three years after being listed on {facts.listed_on}, that is after {limit}, no application is taken.",
        ),
    )


def _transition(facts: RemovalFacts, on: date, law: LawSettings) -> Sentence | None:
    """No transitional rule was found for what the reforms of 2024 and 2025 left behind."""
    if facts.kind is Kind.ENTERPRISE and in_force(_I.A14, on, law) and in_force(_I.R24, on, law):
        return Sentence(
            "条例已于2024-05-01删去满三年列入严重违法名单的规定，而旧办法的三年期限尚未修改；衔接未见规定。",
            "Since 2024-05-01 the regulation has no step to the serious list after three years, while the old "
            "measures still have the three-year limit; no transitional rule was found.",
        )
    if in_force(_I.A25, on, law) and facts.kind is Kind.ENTERPRISE and on > add_years(facts.listed_on, 3):
        return Sentence(
            "列入已满三年；现行办法无申请期限，但未见过渡规定。",
            "Listed for more than three years: the present measures set no limit for applying, but no transitional "
            "rule was found.",
        )
    if measure(facts.kind, facts.listed_on, law) is not measure(facts.kind, on, law):
        return Sentence(
            "该记录形成于2025年修订前，当时称“标记为经营异常状态”；按现行办法移出，未见过渡规定。",
            "This entry dates from before the revision of 2025, when the business was marked as operating abnormally; "
            "it ends by the present measures, no transitional rule was found.",
        )
    return None


_EARLY_APPLICATION = Sentence(
    "申请先于补正收到，办理期限自补正完成之日起算。",
    "The application came before the cause was put right; the time limit runs from the latter.",
)
_EFFECTS = {
    Effect.STOP_PUBLICATION: Sentence(
        "作出决定的同时停止公示列入信息；账本保留该事件。",
        "With the decision the entry is no longer published; the ledger keeps the event.",
    ),
    Effect.PUBLISH_REMOVAL: Sentence(
        "移出决定予以公示，列入记录仍可查询。", "The removal is published; the entry stays on record."
    ),
    Effect.RESTORE: Sentence("恢复正常记载状态。", "The normal record is restored."),
}

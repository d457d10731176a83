"""Objecting to an entry on the abnormal list, with the clocks of both sides.

Sources: A14 16, A25 15; G 19; N 16. Thirty days from publication, in writing, with proof; 5 working days to decide on
acceptance; 20 to verify; 5 to correct an error.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongbao.kernel.calendar import Deadline, RollPolicy
from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.deadlines import DeadlineRule
from gongbao.kernel.statutes.instruments import date_caution
from gongbao.kernel.statutes.rulebook import rule, rule_id
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Kind, Sentence


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """What is known of one objection; None for what has not happened. `wrong` is the finding of the verification."""

    kind: Kind
    published_on: date
    received_on: date | None = None
    in_writing: bool = True
    with_evidence: bool = True
    accepted_on: date | None = None
    refused_on: date | None = None
    verified_on: date | None = None
    wrong: bool | None = None


class ObjectionOutcome(StrEnum):
    """Where the objection stands and what comes next."""

    OPEN = "open"
    CLOSED = "closed"
    TOO_LATE = "too-late"
    INCOMPLETE = "incomplete"
    DECIDE_ACCEPTANCE = "decide-acceptance"
    REFUSED = "refused"
    VERIFY = "verify"
    UPHOLD = "uphold"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Objection:
    """`last_day` is the party's; `clock` the office's present one; `overdue` if the office has missed it."""

    outcome: ObjectionOutcome
    step: Sentence
    last_day: Deadline
    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    cautions: tuple[Sentence, ...] = ()
    clock: Deadline | None = None
    overdue: bool = False


_STEPS = {
    ObjectionOutcome.OPEN: Sentence(
        "可在期限内向作出决定的机关书面提出异议并提交证明材料。",
        "You may object in writing, with proof, to the deciding office within the time limit.",
    ),
    ObjectionOutcome.CLOSED: Sentence(
        "异议期限已过；仍可依法申请行政复议或者提起行政诉讼。",
        "The time for objecting is over; administrative reconsideration or litigation may still be open.",
    ),
    ObjectionOutcome.TOO_LATE: Sentence(
        "异议逾期提出，应作出不予受理的答复并书面说明理由。",
        "The objection came too late; refuse to accept it, with reasons in writing.",
    ),
    ObjectionOutcome.INCOMPLETE: Sentence(
        "异议须以书面提出并附证明材料，请补充。",
        "An objection must be in writing and with proof; please complete it.",
    ),
    ObjectionOutcome.DECIDE_ACCEPTANCE: Sentence("机关应决定是否受理。", "The office must decide on acceptance."),
    ObjectionOutcome.REFUSED: Sentence(
        "不予受理，理由须书面告知申请人。", "Not accepted; the reasons go to the applicant in writing."
    ),
    ObjectionOutcome.VERIFY: Sentence(
        "机关应核实并将结果书面告知申请人。", "The office must verify and tell the applicant the result in writing."
    ),
    ObjectionOutcome.UPHOLD: Sentence("经核实列入无误，维持原决定。", "The entry was verified as right and stands."),
    ObjectionOutcome.CORRECT: Sentence(
        "经核实列入有误，应予更正。", "The entry was found wrong and must be corrected."
    ),
}


def decide_objection(facts: ObjectionFacts, on: date, law: LawSettings = DEFAULT_LAW) -> Objection:
    """Where an objection stands on the day `on`. The law of the day of publication rules the objection."""
    right = _rule(facts, "objection", law)
    last_day = right.due(facts.published_on)
    received = _known(facts.received_on, on)
    doubt = date_caution(facts.published_on, law)
    cautions = (doubt,) if doubt else ()
    reasons = (_window(facts, right, last_day),)

    def answer(outcome: ObjectionOutcome, by: DeadlineRule = right, since: date | None = None) -> Objection:
        clock = by.due(since) if since is not None else None
        said = reasons if clock is None or since is None else (*reasons, _office_clock(by, since, clock))
        overdue = clock is not None and on > clock.date
        cited = (right.citation,) if by is right else (right.citation, by.citation)
        return Objection(outcome, _STEPS[outcome], last_day, said, cited, cautions, clock, overdue)

    if received is None:
        return answer(ObjectionOutcome.OPEN if on <= last_day.date else ObjectionOutcome.CLOSED)
    if _known(facts.refused_on, on):
        return answer(ObjectionOutcome.REFUSED)
    accepted, verified = _known(facts.accepted_on, on), _known(facts.verified_on, on)
    if accepted is None:
        return answer(_on_receipt(facts, received, last_day), _rule(facts, "objection-acceptance", law), received)
    if verified is None or facts.wrong is None:
        return answer(ObjectionOutcome.VERIFY, _rule(facts, "objection-verification", law), accepted)
    if facts.wrong:
        return answer(ObjectionOutcome.CORRECT, _rule(facts, "objection-correction", law), verified)
    return answer(ObjectionOutcome.UPHOLD)


def _on_receipt(facts: ObjectionFacts, received: date, last_day: Deadline) -> ObjectionOutcome:
    """What a fresh objection needs first."""
    if received > last_day.date:
        return ObjectionOutcome.TOO_LATE
    if not (facts.in_writing and facts.with_evidence):
        return ObjectionOutcome.INCOMPLETE
    return ObjectionOutcome.DECIDE_ACCEPTANCE


def _rule(facts: ObjectionFacts, name: str, law: LawSettings) -> DeadlineRule:
    return rule(rule_id(facts.kind, name), facts.published_on, law)


def _known(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None


def _window(facts: ObjectionFacts, right: DeadlineRule, last_day: Deadline) -> Sentence:
    """Until when the party may object, and whether a rest day moved it."""
    zh = f"自公示之日（{facts.published_on}）起30日内可提出异议，至{last_day.date}止（{right.citation.zh}）。"
    en = f"Objections are open for 30 days from publication on {facts.published_on}, until {last_day.date} "
    en += f"({right.citation.en})."
    if last_day.rolled:
        basis = RollPolicy.NEXT_WORKING_DAY.basis
        zh += f"原届满日{last_day.unrolled}为休息日，予以顺延：{basis[0]}。"
        en += f" The last day, {last_day.unrolled}, is a rest day and is moved: {basis[1]}."
    return Sentence(zh, en)


def _office_clock(by: DeadlineRule, since: date, clock: Deadline) -> Sentence:
    zh, en = by.words
    return Sentence(
        f"办理期限：{zh}，自{since}起算，至{clock.date}（{by.citation.zh}）。",
        f"The office's time limit: {en}, from {since}, until {clock.date} ({by.citation.en}).",
    )

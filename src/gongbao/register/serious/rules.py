"""The serious list's one table of steps, and the texts of its decisions (S21 13)."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    MEASURES,
    Citation,
    LawSettings,
    Sentence,
    SeriousGround,
    serious_steps,
)
from gongbao.register.listings.rules import WORDS, Document
from gongbao.register.serious.models import State

REGISTER = "serious"
PROVINCE = 2
MEASURE = Sentence("列入严重违法失信名单", "entered in the list of serious breaches of law and trust")
ENDING = Sentence("移出严重违法失信名单", "removed from the list of serious breaches of law and trust")


class Step(NamedTuple):
    """One row of the table: from a state, by an act of somebody, under a condition of the law, to a state."""

    source: State | None
    act: str
    target: State
    who: str
    guard: str


STEPS: tuple[Step, ...] = (
    Step(None, "notify", State.NOTIFIED, "officer", "S21 2, 5-12: a ground, a heavier penalty, grave; 13: notified"),
    Step(None, "enter-former", State.PUBLISHED, "officer", "decided before this system: transcribed as it was"),
    Step(State.NOTIFIED, "hear", State.NOTIFIED, "officer", "S21 13: statement, hearing or waiver"),
    Step(State.NOTIFIED, "drop", State.DROPPED, "officer", "S21 12: no intent proved, or not grave after all"),
    Step(State.NOTIFIED, "ask-consent", State.CONSENT, "officer", "S21 22: heard or time over; below the province"),
    Step(State.CONSENT, "consent", State.CONSENTED, "level above", "S21 22"),
    Step(State.CONSENT, "withhold", State.DROPPED, "level above", "S21 22, with reasons"),
    Step(State.NOTIFIED, "decide", State.LISTED, "officer", "S21 13: heard or time over; no consent needed"),
    Step(State.CONSENTED, "decide", State.LISTED, "officer", "S21 13, 22"),
    Step(State.LISTED, "publish", State.PUBLISHED, "officer", "S21 14.1: the same province, 20 working days"),
    Step(State.LISTED, "push", State.PUSHED, "officer", "S21 14.2: another province, 10 working days"),
    Step(State.PUSHED, "receive", State.PUSHED, "office of registration", "S21 14.2: the day of receipt"),
    Step(State.PUSHED, "publish", State.PUBLISHED, "office of registration", "S21 14.2: 10 working days of receipt"),
    Step(None, "enter-pushed", State.PUBLISHED, "office of registration", "S21 14.2: decided in another province"),
    Step(State.PUBLISHED, "end-pushed", State.ENDED, "office of registration", "the office that decided ended it"),
    Step(State.PUSHED, "grant", State.ENDED, "officer", "S21 16, 17; published elsewhere: the end is pushed too"),
    Step(State.PUSHED, "expire", State.ENDED, "clock", "S21 21; published elsewhere: the end is pushed too"),
    Step(State.LISTED, "revoke", State.ENDED, "officer", "S21 19"),
    Step(State.LISTED, "correct", State.ENDED, "officer", "R24 12, 13"),
    Step(State.PUSHED, "revoke", State.ENDED, "officer", "S21 19"),
    Step(State.PUSHED, "correct", State.ENDED, "officer", "R24 12, 13"),
    Step(State.PUBLISHED, "grant", State.ENDING, "officer", "S21 16, 17: a year, performed, harm removed"),
    Step(State.PUBLISHED, "expire", State.ENDED, "clock", "S21 21: three years, longer with a restriction"),
    Step(State.PUBLISHED, "revoke", State.ENDED, "officer", "S21 19: the penalty was annulled, 3 working days"),
    Step(State.PUBLISHED, "correct", State.ENDED, "officer", "R24 12, 13: the entry was wrong"),
    Step(State.ENDING, "take-down", State.ENDED, "officer", "S21 18: 3 working days"),
)
_TARGETS = {(step.source, step.act): step.target for step in STEPS}


def after(state: State | str, act: str) -> State:
    """The state an act leads to. Refusal where the table has no such step."""
    target = _TARGETS.get((State(state), act))
    if target is None:
        raise Refusal(
            "serious-state",
            f"这一步现在不能办：该案件目前是“{State(state).label}”。请刷新页面看下一步。",
            f"This cannot be done now: the case is “{State(state).value}”. Reload the page to see what comes next.",
            status=409,
        )
    return target


def table() -> str:
    """The table of steps in Markdown, as the docs print it."""
    rows = [f"| {step.source or '—'} | {step.act} | {step.target} | {step.who} | {step.guard} |" for step in STEPS]
    return "\n".join(["| from | act | to | who | law |", "|---|---|---|---|---|", *rows])


def same_province(office: str, home: str) -> bool:
    """S21 14: whether the deciding office and the party's registration lie in one province."""
    return office[:PROVINCE] == home[:PROVINCE]


def below_province(region: str) -> bool:
    """S21 22: county and prefecture offices."""
    return len(region) > PROVINCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a decision says beside what every decision says."""

    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def listing_document(ground: SeriousGround, told: Told, on: date, law: LawSettings = DEFAULT_LAW) -> Document:
    """S21 13: grounds, basis, a reminder of the measures, how it ends and the remedies."""
    measures_zh = "；".join(f"（{number}）{one.zh}" for number, one in zip("一二三四五", MEASURES, strict=True))
    measures_en = "; ".join(f"({number}) {one.en}" for number, one in enumerate(MEASURES, start=1))
    steps = serious_steps(on, on, law)
    return Document(
        kind="serious-list",
        decided_on=on,
        register=REGISTER,
        ground=ground.code,
        ground_words=ground.words,
        measure=MEASURE,
        citations=tuple(one.token for one in told.citations),
        reasons=(
            *told.reasons,
            Sentence(f"现决定将其{MEASURE.zh}。", f"It is hereby {MEASURE.en}."),
            Sentence(f"列入期间实施下列管理措施：{measures_zh}。", f"While listed: {measures_en}."),
            Sentence(
                "移出条件和程序：" + "".join(one.zh for one in steps),
                "How it ends: " + " ".join(one.en for one in steps),
            ),
        ),
        remedies=remedies(),
    )


def former_document(ground: SeriousGround, listed_on: date, facts: str, on: date) -> Document:
    """A decision of before this system, as it is transcribed: it says that it was."""
    how = Sentence(
        f"本决定在本系统启用前作出，于{on}照原决定录入，文号和日期是原决定的。",
        f"This decision was made before this system; it was transcribed on {on} with its own number and day.",
    )
    return _others(ground, facts, how, listed_on, on)


def pushed_document(ground: SeriousGround, facts: str, authority: str, decided_on: date, on: date) -> Document:
    """A decision of another province's office, published here as that of registration (S21 14.2)."""
    how = Sentence(
        f"本决定由{authority}作出并推送，登记地机关于{on}公示；文号和日期是原决定的。",
        f"Decided and pushed by {authority}; published by the office of registration on {on}. Number and day are the "
        "decision's own.",
    )
    return _others(ground, facts, how, decided_on, on)


def _others(ground: SeriousGround, facts: str, how: Sentence, decided_on: date, on: date) -> Document:
    """A listing decided elsewhere or before; `how` it came here stands in its reasons."""
    steps = serious_steps(decided_on, on)
    return Document(
        kind="serious-list",
        decided_on=decided_on,
        register=REGISTER,
        ground=ground.code,
        ground_words=ground.words,
        measure=MEASURE,
        citations=(ground.citation.token,),
        reasons=(
            Sentence(f"经查：{facts}", f"Found: {facts}"),
            how,
            Sentence(
                "移出条件和程序：" + "".join(one.zh for one in steps),
                "How it ends: " + " ".join(one.en for one in steps),
            ),
        ),
        remedies=remedies(),
    )


def answer_document(kind: str, ground: SeriousGround, told: Told, on: date) -> Document:
    """Every other decision: refusals, removals, revocations, corrections, restorations, answers."""
    measure = {"serious-remove": ENDING, "serious-restore": MEASURE}.get(kind, Sentence(WORDS[kind][1], WORDS[kind][2]))
    return Document(
        kind=kind,
        decided_on=on,
        register=REGISTER,
        ground=ground.code,
        ground_words=ground.words,
        measure=measure,
        citations=tuple(one.token for one in told.citations),
        reasons=told.reasons,
        remedies=remedies(),
    )


def remedies() -> Sentence:
    """S21 23: reconsideration or litigation; R24 13: a query about doubtful information."""
    return Sentence(
        "不服本决定的，可以自收到决定之日起60日内申请行政复议，或者6个月内提起行政诉讼；认为公示的信息有误的，"
        "可以提出查询并附证明材料，机关20个工作日内书面答复。",
        "Against this decision administrative reconsideration may be applied for within 60 days of receipt, or an "
        "action brought within six months; whoever holds the published information to be wrong may ask, with proof, "
        "and is answered in writing within 20 working days.",
    )


def own_link(entity_id: int, entry_id: object) -> str:
    """The page on which a firm sees its case."""
    return f"/my/serious/{entity_id}/{entry_id}/"

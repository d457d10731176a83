"""How an entry in the serious list ends: S21 16 to 21, and S15 9 and 10 for the old one."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongbao.kernel.calendar import Deadline, add_years
from gongbao.kernel.statutes.citations import Citation, cite
from gongbao.kernel.statutes.deadlines import DeadlineRule
from gongbao.kernel.statutes.instruments import InstrumentId, in_force
from gongbao.kernel.statutes.rulebook import rule
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Confidence, Sentence

_I = InstrumentId


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """What is known of one entry; None for what has not happened. `restriction_until`: a statutory restriction, such
    as a bar from business, that follows from the same decision and still runs.
    """

    listed_on: date
    performed_on: date | None = None
    harm_removed_on: date | None = None
    new_penalty_on: date | None = None
    restriction_until: date | None = None
    application_received_on: date | None = None
    complete: bool | None = None
    accepted_on: date | None = None
    verified_on: date | None = None
    granted: bool | None = None
    basis_annulled_on: date | None = None


class ExitOutcome(StrEnum):
    """Where the entry stands and what comes next."""

    TOO_EARLY = "too-early"
    RESTRICTED = "restricted"
    NEW_PENALTY = "new-penalty"
    AWAIT_REMEDY = "await-remedy"
    AWAIT_APPLICATION = "await-application"
    DECIDE_ACCEPTANCE = "decide-acceptance"
    VERIFY = "verify"
    FULL_TERM = "full-term"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class SeriousExit:
    """The next step and whose clock runs. `early_from` is the first day for an application, `full_on` the day on which
    the entry ends by itself.
    """

    outcome: ExitOutcome
    step: Sentence
    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    early_from: date
    full_on: date
    cautions: tuple[Sentence, ...] = ()
    clock: Deadline | None = None
    overdue: bool = False


def old_entry(listed_on: date, law: LawSettings = DEFAULT_LAW) -> bool:
    """Whether an entry was made under S15, before 2021-09-01."""
    return not in_force(_I.S21, listed_on, law) and in_force(_I.S15, listed_on, law)


def full_term(
    listed_on: date, restriction_until: date | None, on: date, law: LawSettings = DEFAULT_LAW
) -> tuple[date, Citation]:
    """The day on which an entry ends by itself: three years (S21 21), five under S15 9; never before a restriction."""
    if old_entry(listed_on, law):
        if in_force(_I.S15, on, law):
            return add_years(listed_on, 5), Citation(_I.S15, 9, confidence=Confidence.SECONDARY)
        years = law.old_serious_years
        by = Citation(_I.S21, 21, confidence=Confidence.UNCONFIRMED)
    else:
        years, by = 3, cite(_I.S21, 21)
    plain = add_years(listed_on, years)
    return (max(plain, restriction_until + timedelta(days=1)) if restriction_until else plain), by


def decide_serious_exit(facts: ExitFacts, on: date, law: LawSettings = DEFAULT_LAW) -> SeriousExit:
    """Where the way out stands on the day `on` by the law of that day, what comes next, and whose clock runs."""
    full_on, full_by = full_term(facts.listed_on, facts.restriction_until, on, law)
    early = add_years(facts.listed_on, 1)
    outcome = _outcome(facts, on, full_on, early)
    office = _clock(facts, outcome, law)
    clock = office[0].due(office[1]) if office else None
    cited = (*_ARTICLES[outcome],) if outcome is not ExitOutcome.FULL_TERM else (full_by,)
    return SeriousExit(
        outcome=outcome,
        step=_step(facts, outcome, early, full_on),
        reasons=_reasons(facts, outcome, full_on),
        citations=cited,
        early_from=early,
        full_on=full_on,
        cautions=_cautions(facts, outcome, on, law),
        clock=clock,
        overdue=clock is not None and on > clock.date,
    )


def serious_steps(listed_on: date, on: date, law: LawSettings = DEFAULT_LAW) -> tuple[Sentence, ...]:
    """The whole way out, in order, whatever was done already."""
    early, (full, _by) = add_years(listed_on, 1), full_term(listed_on, None, on, law)
    return (
        Sentence(
            "自觉履行行政处罚决定规定的义务，主动消除危害后果和不良影响。",
            "Perform what the penalty decision asks and remove the harm and its effects.",
        ),
        Sentence(
            f"列入满一年（{early}）且未再受到较重行政处罚的，提交申请书、守信承诺书和证明材料，申请提前移出。",
            f"From {early}, a year on, without another heavier penalty: apply with a commitment and proof.",
        ),
        Sentence(
            "机关2个工作日内决定是否受理，受理后15个工作日内核实并决定，决定移出的3个工作日内停止公示。",
            "The office decides on acceptance in 2 working days, verifies and decides in 15, and stops the publication "
            "within 3 of a removal.",
        ),
        Sentence(
            f"没有提前移出的，满三年（{full}）由机关移出，不需要申请；限制从业等措施超过三年的，按实际限制期限。",
            f"Otherwise the office removes it after the full term ({full}) without an application; where a statutory "
            "restriction is longer, when that ends.",
        ),
    )


_ARTICLES = {
    ExitOutcome.TOO_EARLY: (cite(_I.S21, 16, 1),),
    ExitOutcome.RESTRICTED: (cite(_I.S21, 16, 2),),
    ExitOutcome.NEW_PENALTY: (cite(_I.S21, 16, 1, 3),),
    ExitOutcome.AWAIT_REMEDY: (cite(_I.S21, 16, 1),),
    ExitOutcome.AWAIT_APPLICATION: (cite(_I.S21, 16, 1), cite(_I.S21, 17, 1)),
    ExitOutcome.DECIDE_ACCEPTANCE: (cite(_I.S21, 17, 2),),
    ExitOutcome.VERIFY: (cite(_I.S21, 17, 3),),
    ExitOutcome.REVOKE: (cite(_I.S21, 19),),
}


def _outcome(facts: ExitFacts, on: date, full_on: date, early: date) -> ExitOutcome:
    if _known(facts.basis_annulled_on, on):
        return ExitOutcome.REVOKE
    if on >= full_on:
        return ExitOutcome.FULL_TERM
    if _known(facts.application_received_on, on):
        return ExitOutcome.VERIFY if _known(facts.accepted_on, on) else ExitOutcome.DECIDE_ACCEPTANCE
    return _before_applying(facts, on, early)


def _before_applying(facts: ExitFacts, on: date, early: date) -> ExitOutcome:
    """S21 16: what still stands in the way of an application."""
    if _known(facts.new_penalty_on, on):
        return ExitOutcome.NEW_PENALTY
    if facts.restriction_until is not None and on <= facts.restriction_until:
        return ExitOutcome.RESTRICTED
    if on < early:
        return ExitOutcome.TOO_EARLY
    done = _known(facts.performed_on, on) and _known(facts.harm_removed_on, on)
    return ExitOutcome.AWAIT_APPLICATION if done else ExitOutcome.AWAIT_REMEDY


def may_apply(outcome: ExitOutcome) -> bool:
    """Whether an application for early removal can be handed in now. What was put right is stated with it (S21 17)."""
    return outcome in {ExitOutcome.AWAIT_REMEDY, ExitOutcome.AWAIT_APPLICATION}


def may_grant(facts: ExitFacts, on: date, law: LawSettings = DEFAULT_LAW) -> Sentence | None:
    """Why an application cannot be granted on its merits (S21 16); None where it can."""
    if on < add_years(facts.listed_on, 1):
        return Sentence("列入未满一年，不得提前移出。", "Not listed for a year yet: no early removal.")
    if _known(facts.new_penalty_on, on):
        return Sentence("又受到较重行政处罚，不得提前移出。", "Another heavier penalty was imposed: no early removal.")
    if facts.restriction_until is not None and on <= facts.restriction_until:
        return Sentence(
            f"限制措施至{facts.restriction_until}届满，此前不得提前移出。",
            f"A statutory restriction runs until {facts.restriction_until}: no early removal before.",
        )
    if facts.performed_on is None or facts.harm_removed_on is None:
        return Sentence(
            "未核实已履行处罚义务并消除危害后果和不良影响。",
            "It is not verified that the penalty was performed and the harm removed.",
        )
    return None


def _clock(facts: ExitFacts, outcome: ExitOutcome, law: LawSettings) -> tuple[DeadlineRule, date] | None:
    """The office's rule and the day it counts from."""
    base, name = {
        ExitOutcome.DECIDE_ACCEPTANCE: (facts.application_received_on, "serious.acceptance"),
        ExitOutcome.VERIFY: (facts.accepted_on, "serious.verification"),
        ExitOutcome.REVOKE: (facts.basis_annulled_on, "serious.revocation"),
    }.get(outcome, (None, ""))
    return (rule(name, base, law), base) if base is not None else None


def _step(facts: ExitFacts, outcome: ExitOutcome, early: date, full_on: date) -> Sentence:
    ends_zh, ends_en = f"满期（{full_on}）由机关移出", f"the office removes it at the full term, on {full_on}"
    steps = {
        ExitOutcome.TOO_EARLY: Sentence(
            f"自{early}起可申请提前移出；不申请的，{ends_zh}。",
            f"From {early} early removal can be applied for; otherwise {ends_en}.",
        ),
        ExitOutcome.RESTRICTED: Sentence(
            f"限制措施至{facts.restriction_until}届满前不得申请提前移出；{ends_zh}。",
            f"No application before the restriction ends on {facts.restriction_until}; {ends_en}.",
        ),
        ExitOutcome.NEW_PENALTY: Sentence(
            f"又受到较重行政处罚，不能提前移出；{ends_zh}。",
            f"After another heavier penalty there is no early removal; {ends_en}.",
        ),
        ExitOutcome.AWAIT_REMEDY: Sentence(
            "请履行处罚决定规定的义务、消除危害后果和不良影响，然后申请提前移出。",
            "Perform the penalty and remove the harm, then apply for early removal.",
        ),
        ExitOutcome.AWAIT_APPLICATION: Sentence(
            "可以提交申请书、守信承诺书和证明材料，申请提前移出。",
            "Early removal can be applied for, with a commitment and proof.",
        ),
        ExitOutcome.DECIDE_ACCEPTANCE: Sentence("机关应决定是否受理申请。", "The office must decide on acceptance."),
        ExitOutcome.VERIFY: Sentence("机关应核实并决定是否移出。", "The office must verify and decide on removal."),
        ExitOutcome.FULL_TERM: Sentence(
            "已满期，机关应移出、停止公示并解除管理措施，不需要申请。",
            "The full term is over: the office removes the entry and lifts the measures without an application.",
        ),
        ExitOutcome.REVOKE: Sentence(
            "所依据的处罚已被撤销，机关应撤销列入决定并停止公示。",
            "The penalty it rests on was annulled: the office must revoke the listing and stop the publication.",
        ),
    }
    return steps[outcome]


def _reasons(facts: ExitFacts, outcome: ExitOutcome, full_on: date) -> tuple[Sentence, ...]:
    said = [Sentence(f"自{facts.listed_on}起列入。", f"Listed since {facts.listed_on}.")]
    if outcome is ExitOutcome.FULL_TERM:
        said.append(Sentence(f"期限于{full_on}届满。", f"The term ended on {full_on}."))
    if outcome is ExitOutcome.REVOKE:
        said.append(
            Sentence(
                f"机关于{facts.basis_annulled_on}知悉处罚被撤销、确认违法或者无效。",
                f"On {facts.basis_annulled_on} the office learnt that the penalty was annulled, unlawful or void.",
            )
        )
    if outcome in {ExitOutcome.DECIDE_ACCEPTANCE, ExitOutcome.VERIFY}:
        said.append(
            Sentence(
                f"申请于{facts.application_received_on}收到。",
                f"The application was received on {facts.application_received_on}.",
            )
        )
    return tuple(said)


def _cautions(facts: ExitFacts, outcome: ExitOutcome, on: date, law: LawSettings) -> tuple[Sentence, ...]:
    found = []
    ends = {ExitOutcome.FULL_TERM, ExitOutcome.REVOKE}
    if on > law.serious_repair_settled_until and outcome not in ends:
        found.append(
            Sentence(
                "新的《市场监督管理信用修复管理办法》自2025-12-25施行，未查到全文；提前移出的条件和期限按"
                "《市场监督管理严重违法失信名单管理办法》办理，未经证实。",
                "A new credit-repair rule has been in force since 2025-12-25 and its text was not found; early removal "
                "follows the measures of 2021, which is not confirmed.",
            )
        )
    if old_entry(facts.listed_on, law) and in_force(_I.S21, on, law):
        found.append(
            Sentence(
                f"该记录依2016年的办法列入；现行办法对旧记录的期限未见规定，本系统按满{law.old_serious_years}年移出。",
                "The entry was made under the measures of 2016; no text says how it ends under the present ones. This "
                f"system removes it after {law.old_serious_years} years.",
            )
        )
    return tuple(found)


def _known(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None

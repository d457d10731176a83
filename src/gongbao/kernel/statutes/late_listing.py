"""Who owes an annual report, and whether missing it leads to the abnormal list. Pure decisions with their grounds.

Sources: R 8; A 4(1), 5, 6; G 3, 13; N 4, 10; 市场主体登记管理条例实施细则 63. The duty follows the law of the report's
last day, the measure the law of the day of decision.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongbao.kernel.calendar import Deadline
from gongbao.kernel.statutes.citations import Citation, cite, derived
from gongbao.kernel.statutes.grounds import GroundEntry, Measure, ground_entry, measure
from gongbao.kernel.statutes.instruments import InstrumentId, NoLawInForce, date_caution, in_force, version
from gongbao.kernel.statutes.rulebook import annual_report_rule, rule, rule_id, window_opens
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Ground, Kind, Sentence, Standing

_I = InstrumentId


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What is known of one entity and one year's report. `filed_on` is None while nothing was filed."""

    kind: Kind
    standing: Standing
    established_on: date | None
    report_year: int
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Owing:
    """Whether the report is owed; None where the facts do not tell."""

    owes: bool | None
    due: Deadline | None
    reason: Sentence
    citations: tuple[Citation, ...]


class LateOutcome(StrEnum):
    """What the facts lead to on the day of decision."""

    LIST = "list"
    NOT_OWED = "not-owed"
    ON_TIME = "on-time"
    NOT_YET_DUE = "not-yet-due"
    FILED_LATE = "filed-late"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class DisplayWindow:
    """First and last day on which an entry is shown to the public."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LateListing:
    """The decision. `ground`, `measure` and `last_day_to_list` are there only when the outcome is LIST.

    `office_late` says that the office's own ten working days have passed; the entity is listed all the same.
    """

    outcome: LateOutcome
    owes: bool | None
    overdue: bool
    due: Deadline | None
    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    cautions: tuple[Sentence, ...] = ()
    ground: GroundEntry | None = None
    measure: Measure | None = None
    last_day_to_list: Deadline | None = None
    office_late: bool = False
    display: DisplayWindow | None = None


def owes_report(facts: ReportFacts, law: LawSettings = DEFAULT_LAW) -> Owing:
    """Whether an entity owes the report on `report_year`, when it is due, why. `filed_on` is not looked at."""
    year = facts.report_year
    try:
        duty = annual_report_rule(facts.kind, year, law)
    except NoLawInForce:
        reason = Sentence(
            f"{year}年度的报告期早于年度报告制度的施行（2014年10月1日）。",
            f"The filing period for {year} ended before annual reports were introduced (1 October 2014).",
        )
        return Owing(False, None, reason, ())
    due = duty.due(window_opens(year))
    exempt = _exempt(facts, duty.citation, law)
    if exempt is not None:
        owes, reason, citation = exempt
        return Owing(owes, due, reason, (citation,))
    zh, en = facts.kind.words
    does_zh, does_en = ("报送", "file") if facts.kind is Kind.INDIVIDUAL else ("报送并公示", "file and publish")
    citations: tuple[Citation, ...] = (duty.citation,)
    extra_zh = extra_en = ""
    if facts.standing is Standing.SUSPENDED and in_force(_I.REGR22, due.date, law):
        citations = (duty.citation, cite(_I.REGR22, 63))
        extra_zh, extra_en = "歇业期间仍须按时报告。", " While suspended it must still report on time."
    reason = Sentence(
        f"该{zh}应于{window_opens(year)}至{due.date}{does_zh}{year}年度报告。{extra_zh}",
        f"The {en} has to {does_en} its report on {year} from {window_opens(year)} to {due.date}.{extra_en}",
    )
    return Owing(True, due, reason, citations)


def _exempt(facts: ReportFacts, duty: Citation, law: LawSettings) -> tuple[bool | None, Sentence, Citation] | None:
    """Why no report is owed (False) or why that cannot be told (None inside); None when it is owed."""
    zh, en = facts.kind.words
    applied = derived(duty.instrument, duty.article, 1)
    first_year = cite(duty.instrument, duty.article, 2)
    if facts.standing is Standing.GONE:
        return (
            False,
            Sentence(f"该{zh}已注销，不再负有报告义务。", f"The {en} is deregistered and owes no report."),
            applied,
        )
    if facts.standing is Standing.REVOKED and not law.revoked_owe_report:
        reason = Sentence(
            f"该{zh}已被吊销营业执照。条文未规定其是否仍须年报，本系统按不须报告处理。",
            f"The licence of this {en} is revoked. No text says whether it still reports; it is treated as not owing.",
        )
        return False, reason, applied
    if facts.established_on is None:
        reason = Sentence(
            f"该{zh}的成立日期不明，无法判断首次报告年度，请登记机关核实。",
            f"The day the {en} was set up is not known, so its first year of reporting is not either; please check.",
        )
        return None, reason, first_year
    if (first := facts.established_on.year) > facts.report_year:
        reason = Sentence(
            f"该{zh}于{facts.established_on}设立，自下一年起报送{first}年度报告，不欠{facts.report_year}年度报告。",
            f"Set up on {facts.established_on}, the {en} first reports in {first + 1}, on {first}; "
            f"it owes nothing for {facts.report_year}.",
        )
        return False, reason, first_year
    return None


def decide_late_listing(facts: ReportFacts, on: date, law: LawSettings = DEFAULT_LAW) -> LateListing:
    """What the authority must do about one report on the day `on`. Filings after `on` are not looked at."""
    owing = owes_report(facts, law)
    filed = facts.filed_on if facts.filed_on is not None and facts.filed_on <= on else None
    outcome, more = _outcome(owing, filed, on, law)
    if outcome is LateOutcome.LIST and owing.due is not None:
        return _list(facts, on, law, owing, owing.due)
    overdue = outcome is LateOutcome.FILED_LATE
    reasons = (owing.reason,) if more is None else (owing.reason, more)
    return LateListing(outcome, owing.owes, overdue, owing.due, reasons, owing.citations)


def _outcome(owing: Owing, filed: date | None, on: date, law: LawSettings) -> tuple[LateOutcome, Sentence | None]:
    """The outcome, and what is to be said of it beside the duty itself."""
    due = owing.due
    if due is None:
        return LateOutcome.NOT_OWED, None
    in_time = filed is not None and filed <= due.date
    if in_time and owing.owes is not False:
        return LateOutcome.ON_TIME, Sentence(f"报告已于{filed}按期报送。", f"The report was filed in time, on {filed}.")
    if owing.owes is not True:
        return (LateOutcome.UNCERTAIN if owing.owes is None else LateOutcome.NOT_OWED), None
    if on <= due.date:
        said = Sentence(f"截至{on}报送期尚未结束。", f"On {on} the filing period has not ended.")
        return LateOutcome.NOT_YET_DUE, said
    if filed is not None and not law.list_late_filers:
        said = Sentence(
            f"报告逾期，于{filed}补报；作出决定前已补报的，本系统不再列入。",
            f"The report came late, on {filed}; one who files before the decision is not listed by this system.",
        )
        return LateOutcome.FILED_LATE, said
    return LateOutcome.LIST, None


def _list(facts: ReportFacts, on: date, law: LawSettings, owing: Owing, due: Deadline) -> LateListing:
    """The report is owed and overdue: list, by the law of the day of decision."""
    ground = ground_entry(facts.kind, Ground.LATE_REPORT, on, law)
    how = measure(facts.kind, on, law)
    clock = rule(rule_id(facts.kind, "list-late-report"), due.date, law).due(due.date)
    late = on > clock.date
    display = _display(facts)
    reasons = [owing.reason, _missing(facts, on), _act(ground, how, clock)]
    if display is not None:
        reasons.append(
            Sentence(
                f"该记录自{display.first}至{display.last}向社会公示（{ground.procedure.zh}）。",
                f"The entry is shown to the public from {display.first} to {display.last} ({ground.procedure.en}).",
            )
        )
    return LateListing(
        outcome=LateOutcome.LIST,
        owes=True,
        overdue=True,
        due=due,
        reasons=tuple(reasons),
        citations=(*owing.citations, *_basis(facts.kind, on, law), ground.citation, *_procedure(ground)),
        cautions=_cautions(on, clock, display, law),
        ground=ground,
        measure=how,
        last_day_to_list=clock,
        office_late=late,
        display=display,
    )


def _missing(facts: ReportFacts, on: date) -> Sentence:
    if facts.filed_on is not None and facts.filed_on <= on:
        return Sentence(f"报告逾期，于{facts.filed_on}补报。", f"The report came late, on {facts.filed_on}.")
    return Sentence(
        f"截至{on}未收到{facts.report_year}年度报告。", f"By {on} no report on {facts.report_year} had been filed."
    )


def _act(ground: GroundEntry, how: Measure, clock: Deadline) -> Sentence:
    zh, en = how.words
    return Sentence(
        f"应自报送期结束之日起{clock.amount}个工作日内（至{clock.date}）作出决定，{zh}（{ground.procedure.zh}）。",
        f"The entity is to be {en} within {clock.amount} working days of the end of the filing period, "
        f"by {clock.date} ({ground.procedure.en}).",
    )


def _basis(kind: Kind, on: date, law: LawSettings) -> tuple[Citation, ...]:
    """The regulation's own article on listing, for enterprises (R14 17, R24 18)."""
    if kind is not Kind.ENTERPRISE:
        return ()
    name = version(_I.R14, _I.R24, on, law)
    return (cite(name, 17, 1, 1) if name is _I.R14 else cite(name, 18, 1),)


def _procedure(ground: GroundEntry) -> tuple[Citation, ...]:
    """For individuals and cooperatives ground and procedure are one article."""
    same = (ground.procedure.instrument, ground.procedure.article) == (
        ground.citation.instrument,
        ground.citation.article,
    )
    return () if same else (ground.procedure,)


def _display(facts: ReportFacts) -> DisplayWindow | None:
    """G 13: individual businesses are shown from 1 July of this year to 30 June of the next."""
    if facts.kind is not Kind.INDIVIDUAL:
        return None
    return DisplayWindow(date(facts.report_year + 1, 7, 1), date(facts.report_year + 2, 6, 30))


def _cautions(on: date, clock: Deadline, display: DisplayWindow | None, law: LawSettings) -> tuple[Sentence, ...]:
    """What a reader of the decision must be warned about."""
    found = []
    if (doubt := date_caution(on, law)) is not None:
        found.append(doubt)
    if clock.provisional:
        found.append(
            Sentence(
                "期限所在年份的放假安排尚未公布，日期为暂定。",
                "The holidays of that year are not announced; the date is provisional.",
            )
        )
    if on > clock.date:
        found.append(
            Sentence(
                f"登记机关作出决定的期限已于{clock.date}届满；逾期不免除列入。",
                f"The office's own time limit ended on {clock.date}; that does not spare the entity.",
            )
        )
    if display is not None and on > display.last:
        found.append(
            Sentence(
                f"公示期已于{display.last}届满，现作出的决定不再有公示期。",
                f"The period of display ended on {display.last}; a decision now has none left.",
            )
        )
    return tuple(found)

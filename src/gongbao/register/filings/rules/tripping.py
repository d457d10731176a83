"""What submitting now would set off: may it be filed, is it in time, what follows, until when is it correctable."""

from calendar import month_name
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongbao.kernel.calendar import Deadline
from gongbao.kernel.statutes import (
    DEFAULT_LAW,
    Citation,
    Kind,
    LateOutcome,
    LawSettings,
    NoLawInForce,
    ReportFacts,
    Standing,
    annual_report_due,
    decide_correction,
    decide_late_listing,
    late_report_consequences,
    owes_report,
    window_opens,
)
from gongbao.kernel.statutes.vocabulary import Sentence


class Weight(StrEnum):
    """How much a trip matters: stop forbids filing, late and warn go with it, note only informs."""

    STOP = "stop"
    LATE = "late"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Trip:
    """One consequence, in words, with the articles behind it."""

    code: str
    weight: Weight
    words: Sentence
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """What decides the consequences. `filed_on` is the day of the first version; None while it is a draft."""

    kind: Kind
    standing: Standing
    established_on: date | None
    year: int
    filed_on: date | None = None
    withheld: int = 0
    content_withheld: bool = False
    large_unanswered: bool = False
    on_paper: bool = False


def is_late(kind: Kind, year: int, on: date, law: LawSettings = DEFAULT_LAW) -> bool:
    """Whether a report on `year` filed on that day is late. Reports on 2013 fell due before the rules: never late."""
    due = due_on(kind, year, law)
    return due is not None and on > due.date


def due_on(kind: Kind, year: int, law: LawSettings = DEFAULT_LAW) -> Deadline | None:
    """The last day for the report on `year`; None where no rule was in force."""
    try:
        return annual_report_due(kind, year, law)
    except NoLawInForce:
        return None


def trips(facts: FilingFacts, on: date, law: LawSettings = DEFAULT_LAW) -> list[Trip]:
    """What filing (or correcting, once `filed_on` is set) on the day `on` sets off, the weightiest first."""
    if facts.filed_on is not None:
        return _correcting(facts, on, law)
    found = _stops(facts, on, law)
    if found:
        return found
    found += _late(facts, on, law)
    found += _of_content(facts)
    found.append(_correctable(facts, on, law))
    return found


def stops(facts: FilingFacts, on: date, law: LawSettings = DEFAULT_LAW) -> list[Trip]:
    """Those of the trips that forbid filing (or correcting) on the day `on`."""
    found = _stops(facts, on, law) if facts.filed_on is None else _correcting(facts, on, law)
    return [one for one in found if one.weight is Weight.STOP]


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _en(day: date) -> str:
    return f"{day.day} {month_name[day.month]} {day.year}"


def _stops(facts: FilingFacts, on: date, law: LawSettings) -> list[Trip]:
    opens = window_opens(facts.year)
    if on < opens:
        words = Sentence(
            f"{facts.year}年度报告自{opens.year}年1月1日起报送，现在还不能提交。草稿会一直留着。",
            f"The report on {facts.year} can be filed from 1 January {opens.year}. The draft stays here until then.",
        )
        return [Trip("too-early", Weight.STOP, words)]
    owing = owes_report(_report(facts, None), law)
    if facts.standing is Standing.GONE:
        return [Trip("deregistered", Weight.STOP, owing.reason, owing.citations)]
    first = facts.established_on.year if facts.established_on else None
    if first is not None and first > facts.year:
        return [Trip("not-yet-set-up", Weight.STOP, owing.reason, owing.citations)]
    if facts.content_withheld and not facts.on_paper:
        words = Sentence(
            "选择不公示年报内容的，应当提交纸质年度报告，由登记机关公示“已报送”。可以在这里填好、打印、签字后交到登记机关。",
            "A business that keeps the content to itself files on paper; the registrar then publishes only that it "
            "filed. Fill in the form here, print it, sign it and hand it in.",
        )
        return [Trip("content-withheld", Weight.STOP, words)]
    return []


def _report(facts: FilingFacts, filed_on: date | None) -> ReportFacts:
    return ReportFacts(facts.kind, facts.standing, facts.established_on, facts.year, filed_on)


def _late(facts: FilingFacts, on: date, law: LawSettings) -> list[Trip]:
    due = due_on(facts.kind, facts.year, law)
    if due is None:
        return []
    if on <= due.date:
        left = (due.date - on).days
        zh = "今天 24 时截止，现在提交是按期报送。" if not left else f"还有 {left} 天，现在提交是按期报送。"
        en = (
            "Today until midnight: filed now, it is in time."
            if not left
            else f"{left} days left: filed now, it is in time."
        )
        return [Trip("in-time", Weight.NOTE, Sentence(zh, en))]
    days = (on - due.date).days
    found = [
        Trip(
            "late",
            Weight.LATE,
            Sentence(
                f"期限是{_zh(due.date)}，已过 {days} 天：这份报告会标明“逾期报送”。",
                f"It was due on {_en(due.date)}, {days} days ago: the report will be marked as late.",
            ),
            owes_report(_report(facts, None), law).citations,
        )
    ]
    decision = decide_late_listing(_report(facts, None), on, law)
    if decision.outcome is LateOutcome.LIST and decision.last_day_to_list is not None:
        words = Sentence(
            f"登记机关应在{_zh(decision.last_day_to_list.date)}之前把逾期未报的列入经营异常名录；决定作出前补报的，本系统不再列入。"
            "已经列入的，补报后可申请移出。",
            f"The registrar lists those who did not file, by {_en(decision.last_day_to_list.date)}; who files before "
            "the decision is not listed by this system. If already listed, apply for removal after filing.",
        )
        found.append(Trip("listing", Weight.LATE, words, decision.citations))
        found += [
            Trip("late-consequence", Weight.WARN, one.words, (one.citation,))
            for one in late_report_consequences(facts.kind, on, law)[:1]
        ]
    return found


def _of_content(facts: FilingFacts) -> list[Trip]:
    found = []
    if facts.large_unanswered:
        words = Sentence(
            "没有回答是否为大型企业。大型企业应当公示逾期未付中小企业款项的合同数和金额。",
            "Whether this is a large enterprise was not answered. Large ones publish the number and amount of "
            "contracts with sums overdue to small and medium-sized enterprises.",
        )
        found.append(Trip("large-unanswered", Weight.WARN, words))
    if facts.withheld:
        words = Sentence(
            f"有 {facts.withheld} 项您选择不公示：公众会看到“企业选择不公示”，登记机关仍能看到数值。",
            f"You withhold {facts.withheld} items: the public sees that, the registrar still sees the values.",
        )
        found.append(Trip("withheld", Weight.NOTE, words))
    if facts.content_withheld:
        words = Sentence("公众只会看到“已报送”，看不到内容。", "The public sees only that the report was filed.")
        found.append(Trip("only-filed", Weight.NOTE, words))
    return found


def _correctable(facts: FilingFacts, on: date, law: LawSettings) -> Trip:
    try:
        window = decide_correction(facts.kind, facts.year, on, law)
    except NoLawInForce:
        words = Sentence("提交后不能自行更正。", "It cannot be corrected by yourself once filed.")
        return Trip("not-correctable", Weight.NOTE, words)
    if window.allowed:
        words = Sentence(
            f"提交后可以更正到{_zh(window.until.date)} 24 时；更正前后的内容会同时公示。",
            f"It can be corrected until midnight of {_en(window.until.date)}; "
            "the values before and after are both shown.",
        )
        return Trip("correctable", Weight.NOTE, words, window.citations)
    return Trip(
        "not-correctable",
        Weight.WARN,
        Sentence(
            f"更正期限已于{_zh(window.until.date)}届满：提交之后不能自行更正，请核对清楚。",
            f"The time for corrections ended on {_en(window.until.date)}: "
            "once filed you cannot correct it. Check it well.",
        ),
        window.citations,
    )


def _correcting(facts: FilingFacts, on: date, law: LawSettings) -> list[Trip]:
    try:
        window = decide_correction(facts.kind, facts.year, on, law)
    except NoLawInForce:
        words = Sentence("该年度的报告不能更正。", "The report on that year cannot be corrected.")
        return [Trip("not-correctable", Weight.STOP, words)]
    if not window.allowed:
        return [Trip("not-correctable", Weight.STOP, window.reasons[0], window.citations)]
    words = Sentence(
        "更正前后的内容会同时公示，并写明更正时间。", "The values before and after are both published, with the day."
    )
    return [Trip("both-shown", Weight.NOTE, words, window.citations), *_of_content(facts)]

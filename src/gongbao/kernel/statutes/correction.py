"""Correcting a published annual report: until 30 June, with the values before and after shown together.

Sources: R 12; G 9; N 7. No text gives a procedure after 30 June.
"""

from dataclasses import dataclass
from datetime import date

from gongbao.kernel.calendar import Deadline
from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.rulebook import rule, rule_id, window_opens
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.vocabulary import Kind, Sentence


@dataclass(frozen=True, slots=True)
class Correction:
    """Whether the report can be corrected by the entity itself that day. Both values are always shown."""

    allowed: bool
    until: Deadline
    reasons: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    both_shown: bool = True


def decide_correction(kind: Kind, report_year: int, on: date, law: LawSettings = DEFAULT_LAW) -> Correction:
    """May the report on `report_year` be corrected on the day `on`? Raises NoLawInForce for reports before 2014."""
    opens = window_opens(report_year)
    window = rule(rule_id(kind, "correct-report"), date(report_year + 1, 6, 30), law)
    until = window.due(opens)
    by = window.citation
    shown = Sentence("更正前后的内容同时公示。", "The values before and after are shown together.")
    if on < opens:
        said = Sentence(
            f"{report_year}年度报告自{opens}起才可报送。", f"The report on {report_year} can be filed from {opens}."
        )
        return Correction(False, until, (said,), (by,))
    if on <= until.date:
        said = Sentence(
            f"年度报告可在{until.date}之前（含当日）更正（{by.zh}）。",
            f"The annual report can be corrected up to and including {until.date} ({by.en}).",
        )
        return Correction(True, until, (said, shown), (by,))
    said = Sentence(
        f"更正期限已于{until.date}届满（{by.zh}）；法规未规定此后的更正程序，如有错误请向登记机关说明。",
        f"The time for corrections ended on {until.date} ({by.en}); no text gives a procedure afterwards. "
        "If something is wrong, tell the registrar.",
    )
    return Correction(False, until, (said,), (by,))

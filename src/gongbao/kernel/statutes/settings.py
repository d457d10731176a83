"""What the texts leave open. Every rule takes it as an argument; nothing here is hidden in the rules."""

from dataclasses import dataclass
from datetime import date

from gongbao.kernel.calendar import RollPolicy
from gongbao.kernel.statutes.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class LawSettings:
    """Choices where the law in hand gives no certain answer, each with its reason.

    `order_101_from`: first day in force of SAMR Order 101 (made 2025-03-18; A25, K25, G25, N25). Its texts repeat the
    commencement clause of 2014; a municipal notice of 2025-04-30 treats them as current. Not confirmed.
    `order_101_settled_from`: from this day on every reading of that date gives the same law.
    `calendar_day_roll`: periods counted in 日 that end on a rest day; by analogy with Civil Code 203.
    `fixed_date_roll`: the fixed 30 June; no text moves it.
    `revoked_owe_report`: whether an entity whose licence is revoked (吊销) still owes annual reports; no text says.
    `list_late_filers`: whether one who filed after 30 June but before the decision is listed all the same. The ground
    of art. 4 is met, but art. 11 would end the listing at once, so the default is not to.
    `late_report_on_paper`: individual businesses end a listing by a late report on paper (G14, G25 art. 16, literally).
    `serious_approval_until`: first day from which S21 22 no longer asks for the consent of the level above. A draft of
    October 2025 drops it; no adopted text was found, so there is none.
    `serious_approval_days`: within how many working days the level above answers. No text says; our own measure.
    `serious_hearing_days`: within how many working days the party may state its case or ask for a hearing. S21 13
    refers to the procedure of the penalty; five working days are those of the Administrative Penalty Law 64 and 85.
    `serious_repair_settled_until`: last day for which the terms of early removal (S21 16 to 18) are certain. X25 is in
    force since 2025-12-25 and its text was not found.
    `old_serious_years`: full term of an entry made under S15 that is still open under S21: 3 (S21 21) or 5 (S15 9).
    `list_in_the_gap`: whether three years on the abnormal list still led to the serious list between 2021-09-01 (S21
    knows no such ground) and 2024-04-30 (R14 17 still asked for it).
    `penalty_terms_settled_until`: last day of publication for which the terms of P21 13 are certain; see X25 above.
    `penalty_early_months`, `penalty_early_strict_months`: how long a penalty must have been shown before it can be
    stopped early, the second for food, drugs and special equipment. Known from excerpts of X21 6 only.
    `bar_counts_from_publication`: the three years of R14 17 and R24 18 count from publication, not from the listing.
    `bar_ends_with_early_removal`: whether early removal ends the bar on persons; no text says so, and the three years
    of R24 18 run on.
    """

    order_101_from: date = date(2025, 5, 1)
    order_101_confidence: Confidence = Confidence.UNCONFIRMED
    order_101_settled_from: date = date(2025, 7, 1)
    calendar_day_roll: RollPolicy = RollPolicy.NEXT_WORKING_DAY
    fixed_date_roll: RollPolicy = RollPolicy.NONE
    revoked_owe_report: bool = False
    list_late_filers: bool = False
    late_report_on_paper: bool = True
    serious_approval_until: date | None = None
    serious_approval_days: int = 10
    serious_hearing_days: int = 5
    serious_repair_settled_until: date = date(2025, 12, 24)
    old_serious_years: int = 3
    penalty_terms_settled_until: date = date(2025, 12, 24)
    penalty_early_months: int = 6
    penalty_early_strict_months: int = 12
    list_in_the_gap: bool = False
    bar_counts_from_publication: bool = False
    bar_ends_with_early_removal: bool = False

    def __post_init__(self) -> None:
        if self.order_101_from < date(2025, 3, 18):
            raise ValueError(
                "市场监管总局令第101号于2025-03-18公布，施行日期不得早于该日 / "
                "SAMR Order 101 was made on 2025-03-18; it cannot be in force before"
            )


DEFAULT_LAW = LawSettings()

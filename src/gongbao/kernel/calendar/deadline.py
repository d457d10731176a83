"""The result of counting a period, with everything that explains it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """What a period is counted in: 工作日, 日, or a day fixed by the text itself."""

    WORKING_DAYS = "WD"
    CALENDAR_DAYS = "CD"
    FIXED = "FIXED"


class RollPolicy(StrEnum):
    """What happens when a period counted in calendar days, or a fixed date, ends on a rest day.

    Civil Code 203 ends it on the day after the rest; that is civil law. None of the register's own rules says
    anything. So rolling is this system's policy by analogy, in favour of the person who owes or has the right.
    """

    NONE = "none"
    NEXT_WORKING_DAY = "next-working-day"

    @property
    def basis(self) -> tuple[str, str]:
        """On what the policy rests, Chinese and English, fit to be shown."""
        return _BASIS[self]


_BASIS = {
    RollPolicy.NONE: (
        "截止日为法定固定日期或原样计算，条文未规定遇休息日顺延，故不顺延",
        "the text does not move a last day that is a rest day, so it is not moved",
    ),
    RollPolicy.NEXT_WORKING_DAY: (
        "参照《民法典》第二百零三条，期间最后一日为休息日的，以休息日结束的次日为最后一日（本系统采用的计算口径，有利于当事人，非登记法规明文）",
        (
            "by analogy with Civil Code art. 203, a period ending on a rest day ends on the day after the rest "
            "(a policy of this system in favour of the person concerned, not the text of the register's rules)"
        ),
    ),
}


class Skipped(NamedTuple):
    """A day that was not counted, and why."""

    date: dt.date
    zh: str
    en: str


class Counted(NamedTuple):
    """A weekend day that was counted because it was declared a working day."""

    date: dt.date
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period. `start` itself is not counted (Civil Code 201).

    `amount` is in `unit`. `provisional` says that some day looked at lies in a year whose holidays are not announced;
    such days were taken Monday to Friday and the date may move. `skipped` are the days passed over, in order;
    `made_up` the weekend days that counted as working. `unrolled` is where a rolled period would have ended.
    """

    date: dt.date
    start: dt.date
    amount: int
    unit: Unit
    provisional: bool = False
    skipped: tuple[Skipped, ...] = ()
    made_up: tuple[Counted, ...] = ()
    roll: RollPolicy = RollPolicy.NONE
    unrolled: dt.date | None = None

    @property
    def rolled(self) -> bool:
        """True when the policy moved the last day."""
        return self.unrolled is not None and self.unrolled != self.date

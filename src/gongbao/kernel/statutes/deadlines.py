"""A deadline rule as a value: from which event, how much, in which unit, since when, by which article."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from gongbao.kernel.calendar import Deadline, RollPolicy, Unit, add_days, add_working_days
from gongbao.kernel.calendar.arithmetic import roll as rolled
from gongbao.kernel.statutes.citations import Citation
from gongbao.kernel.statutes.vocabulary import Sentence


class Base(StrEnum):
    """The event a period is counted from."""

    WINDOW_OPENS = "window-opens"
    WINDOW_ENDS = "window-ends"
    FORMED = "formed"
    PRODUCED = "produced"
    SERVED = "served"
    ORDER_EXPIRED = "order-expired"
    NAME_PERIOD_EXPIRED = "name-period-expired"
    VERIFIED = "verified"
    APPLICATION_RECEIVED = "application-received"
    PUBLISHED = "published"
    ACCEPTED = "accepted"
    REPORT_RECEIVED = "report-received"
    QUERY_RECEIVED = "query-received"
    PAPER_RECEIVED = "paper-received"
    INSPECTION_ENDED = "inspection-ended"
    NOTIFIED = "notified"
    APPROVAL_ASKED = "approval-asked"
    DECIDED = "decided"
    PUSH_RECEIVED = "push-received"
    BASIS_ANNULLED = "basis-annulled"
    THREE_YEARS = "three-years"

    @property
    def words(self) -> Sentence:
        """How a reader would name the event."""
        return _BASES[self]


_BASES = {
    Base.WINDOW_OPENS: Sentence("报送期开始之日", "the opening of the reporting period"),
    Base.WINDOW_ENDS: Sentence("报送期结束之日", "the end of the reporting period"),
    Base.FORMED: Sentence("信息形成之日", "the forming of the information"),
    Base.PRODUCED: Sentence("信息产生之日", "the creation of the information"),
    Base.SERVED: Sentence("文书送达之日", "service of the document"),
    Base.ORDER_EXPIRED: Sentence("责令期限届满之日", "the expiry of the ordered time limit"),
    Base.NAME_PERIOD_EXPIRED: Sentence("名称变更登记期限届满之日", "the expiry of the period for changing the name"),
    Base.VERIFIED: Sentence("查实之日", "verification"),
    Base.APPLICATION_RECEIVED: Sentence("收到申请之日", "receipt of the application"),
    Base.PUBLISHED: Sentence("公示之日", "publication"),
    Base.ACCEPTED: Sentence("受理之日", "acceptance"),
    Base.REPORT_RECEIVED: Sentence("收到举报材料之日", "receipt of the report"),
    Base.QUERY_RECEIVED: Sentence("收到查询申请之日", "receipt of the query"),
    Base.PAPER_RECEIVED: Sentence("收到纸质年度报告之日", "receipt of the paper report"),
    Base.INSPECTION_ENDED: Sentence("检查结束之日", "the end of the inspection"),
    Base.NOTIFIED: Sentence("收到告知之日", "receipt of the notice"),
    Base.APPROVAL_ASKED: Sentence("报送之日", "the day consent was asked for"),
    Base.DECIDED: Sentence("作出决定之日", "the decision"),
    Base.PUSH_RECEIVED: Sentence("收到推送信息之日", "receipt of the information"),
    Base.BASIS_ANNULLED: Sentence("知悉处罚被撤销之日", "learning that the penalty was annulled"),
    Base.THREE_YEARS: Sentence("列入经营异常名录满三年之日", "the third anniversary of the abnormal listing"),
}

_TEXT = re.compile(
    r"(?P<id>[a-z.-]+): (?P<base>[a-z-]+) "
    r"(?:\+(?P<amount>[0-9]+) (?P<unit>WD|CD)|on (?P<month>[0-9]{2})-(?P<day>[0-9]{2})) "
    r"roll=(?P<roll>[a-z-]+) from=(?P<start>[0-9-]{10})(?: to=(?P<end>[0-9-]{10}))? by=(?P<citation>\S+)"
)


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One version of one rule. `valid_to` is the first day it no longer applies.

    WD and CD: `amount` days after the base. FIXED: the `month`/`day` that follows in the base's own year.
    """

    id: str
    base: Base
    unit: Unit
    amount: int
    valid_from: date
    valid_to: date | None
    citation: Citation
    roll: RollPolicy = RollPolicy.NONE
    month: int = 0
    day: int = 0

    def applies(self, on: date) -> bool:
        """True if this version is in force on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def due(self, base: date) -> Deadline:
        """The last day of the period whose base event fell on `base`."""
        if self.unit is Unit.WORKING_DAYS:
            return add_working_days(base, self.amount)
        if self.unit is Unit.CALENDAR_DAYS:
            return add_days(base, self.amount, self.roll)
        plain = date(base.year, self.month, self.day)
        last, skipped, provisional = rolled(plain, self.roll)
        return Deadline(last, base, 0, Unit.FIXED, provisional, skipped, roll=self.roll, unrolled=plain)

    @property
    def words(self) -> Sentence:
        """The rule as a phrase, e.g. 自收到申请之日起5个工作日内."""
        if self.unit is Unit.FIXED:
            return Sentence(f"当年{self.month}月{self.day}日前", f"by {self.day} {month_name[self.month]} of that year")
        zh, en = ("个工作日", "working days") if self.unit is Unit.WORKING_DAYS else ("日", "days")
        return Sentence(
            f"自{self.base.words.zh}起{self.amount}{zh}内", f"within {self.amount} {en} of {self.base.words.en}"
        )

    def to_text(self) -> str:
        """One line, stable, e.g. `enterprise.remove-late-report: application-received +5 WD roll=none from=… by=…`."""
        period = f"on {self.month:02}-{self.day:02}" if self.unit is Unit.FIXED else f"+{self.amount} {self.unit}"
        end = f" to={self.valid_to}" if self.valid_to else ""
        return f"{self.id}: {self.base} {period} roll={self.roll} from={self.valid_from}{end} by={self.citation.token}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The rule `to_text` wrote. Raises ValueError."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"not a deadline rule: {text!r}")
        fixed = match["unit"] is None
        return cls(
            id=match["id"],
            base=Base(match["base"]),
            unit=Unit.FIXED if fixed else Unit(match["unit"]),
            amount=0 if fixed else int(match["amount"]),
            valid_from=date.fromisoformat(match["start"]),
            valid_to=date.fromisoformat(match["end"]) if match["end"] else None,
            citation=Citation.parse(match["citation"]),
            roll=RollPolicy(match["roll"]),
            month=int(match["month"] or 0),
            day=int(match["day"] or 0),
        )

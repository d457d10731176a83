"""What filing may be refused for, in words that say what to do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.register.filings.rules import Checked, Form, Trip


def no_form(category: str, year: int) -> Refusal:
    return Refusal(
        "filing.no-form",
        f"没有 {year} 年度的年报表。请核对年度。",
        f"There is no form for {year} ({category}). Check the year.",
        field="year",
        status=404,
    )


def mandate_ended() -> Refusal:
    return Refusal("filing.no-mandate", "委托已经结束，没有提交。", "The mandate has ended; nothing was filed.")


class StaleDraft(Refusal):
    """Somebody saved this part in between. Carries what is stored, so that both texts can be shown."""

    def __init__(self, *, section: str, stored: Mapping[str, Any], revision: int, at: datetime | None, by: str) -> None:
        super().__init__(
            "filing.stale-draft",
            f"这一部分刚刚由{by or '他人'}在别处改过，没有覆盖。两份内容都在，请选用一份。",
            f"{by or 'Somebody'} changed this part elsewhere in the meantime; nothing was overwritten. Both texts are "
            "kept: choose one.",
            status=409,
        )
        self.section = section
        self.stored = dict(stored)
        self.revision = revision
        self.at = at


def changed_since_seen() -> Refusal:
    return Refusal(
        "filing.changed-since-seen",
        "您查看之后草稿又有改动。请再看一遍预演，再提交。",
        "The draft changed after you looked at it. Look at the dry run again, then submit.",
        status=409,
    )


def already_filed(year: int, receipt: str) -> Refusal:
    return Refusal(
        "filing.already-filed",
        f"{year}年度报告已提交(回执 {receipt})。要修改内容，请办理更正。",
        f"The report on {year} was filed already (receipt {receipt}). To change it, make a correction.",
        status=409,
    )


def not_filed(year: int) -> Refusal:
    return Refusal(
        "filing.not-filed",
        f"{year}年度报告还没有提交，直接填报即可。",
        f"The report on {year} has not been filed; simply file it.",
        status=409,
    )


def nothing_changed() -> Refusal:
    return Refusal(
        "filing.nothing-changed",
        "内容和已公示的完全相同，没有可更正的。",
        "The content is the same as what is published; there is nothing to correct.",
    )


def reason_missing() -> Refusal:
    return Refusal(
        "filing.reason-missing",
        "请写明更正的原因，例如“金额单位填错”。",
        "Say why it is corrected, e.g. “wrong unit”.",
        field="reason",
    )


def paper_in_future() -> Refusal:
    return Refusal(
        "filing.paper-in-future",
        "收到纸质报告的日期不能晚于今天。",
        "The paper cannot have been received after today.",
        field="received_on",
    )


def paper_only_individuals() -> Refusal:
    return Refusal(
        "filing.paper-only-individuals",
        "只有个体工商户可以报送纸质年度报告；企业和农民专业合作社应在网上报送。",
        "Only individual businesses may report on paper; enterprises and cooperatives file online.",
    )


def not_declared() -> Refusal:
    return Refusal(
        "filing.not-declared",
        "请勾选声明后再提交。",
        "Tick the declaration before you submit.",
        field="declared",
    )


def of_findings(form: Form, checked: Checked) -> Refusals:
    """Every error of a report as refusals, each naming its field by path."""
    found = []
    for one in checked.errors:
        field = form.field(one.field)
        zh, en = (field.label.zh, field.label.en) if field else (one.field, one.field)
        row_zh, row_en = (f"第 {one.row + 1} 行", f" line {one.row + 1}") if one.row is not None else ("", "")
        column = next((c for c in field.columns if c.id == one.column), None) if field and one.column else None
        head_zh = zh + row_zh + (f"“{column.label.zh}”" if column else "")
        head_en = en + row_en + (f", {column.label.en}" if column else "")
        found.append(
            Refusal("filing.invalid", f"{head_zh}：{one.words.zh}", f"{head_en}: {one.words.en}", field=one.path)
        )
    return Refusals(found)


def of_trip(trip: Trip) -> Refusal:
    """A consequence that forbids filing."""
    return Refusal(f"filing.{trip.code}", trip.words.zh, trip.words.en)


def file_too_large(most: int) -> Refusal:
    size = most // (1024 * 1024)
    return Refusal(
        "filing.file-too-large",
        f"文件太大（最多 {size} MB），请分成几个。",
        f"The file is too large (at most {size} MB); split it.",
        field="file",
        status=413,
    )

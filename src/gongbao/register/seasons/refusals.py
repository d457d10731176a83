"""What the season refuses, in words that say what to do."""

from datetime import date

from gongbao.foundation.events.refusals import Refusal


def unknown_year(year: int) -> Refusal:
    return Refusal(
        "season-unknown-year",
        f"没有 {year} 年度的年报季：年度报告制度自 2013 年度起。请填写报告所属年度，如 2025。",
        f"There is no season for {year}: annual reports begin with 2013. Give the year reported on, like 2025.",
        field="year",
    )


def not_begun(year: int, opens_on: date) -> Refusal:
    return Refusal(
        "season-not-begun",
        f"{year} 年度年报自 {opens_on} 起报送，尚不能开始。",
        f"Reports on {year} are filed from {opens_on}; the season cannot be opened yet.",
        field="year",
    )


def not_open(year: int) -> Refusal:
    return Refusal(
        "season-not-open",
        f"{year} 年度年报季尚未开始。请先运行 gongbao season open --year {year}。",
        f"The season for {year} is not open. Open it first: gongbao season open --year {year}.",
        field="year",
    )


def not_over(year: int, on: date, closes_on: date) -> Refusal:
    return Refusal(
        "season-not-over",
        f"截至 {on}，{year} 年度的报送期尚未结束（{closes_on} 止）。请把日期定在 {closes_on} 之后。",
        f"On {on} the filing period for {year} is not over (it ends on {closes_on}). Choose a day after it.",
        field="on",
    )


def in_the_future(on: date, today: date) -> Refusal:
    return Refusal(
        "season-future-day",
        f"决定不能写成将来的日期：{on} 晚于今天 {today}。可加 --dry-run 预演。",
        f"A decision cannot bear a future date: {on} is after today, {today}. Use --dry-run to look ahead.",
        field="on",
    )


def already_prepared(year: int) -> Refusal:
    return Refusal(
        "close-already-prepared",
        f"{year} 年度已有一批待签决定，请先签发或作废。",
        f"A batch for {year} is already waiting to be signed. Sign or discard it first.",
        status=409,
    )


def same_person() -> Refusal:
    return Refusal(
        "close-same-person",
        "准备与签发须由两人分别完成，请由另一位有签发权限的人员签发。",
        "Preparing and signing take two people: have somebody else with the right to sign do it.",
        status=403,
    )


def not_to_be_signed(state: str) -> Refusal:
    return Refusal(
        "close-not-waiting",
        f"这批决定现在的状态是“{state}”，不能再签发或作废。",
        f"This batch is {state}; it can no longer be signed or discarded.",
        status=409,
    )

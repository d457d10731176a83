"""`gongbao deadline`: count a legal period and say which days were passed over. Needs only the kernel."""

import re
from datetime import date

import click

from gongbao.kernel.calendar import (
    MAX_AMOUNT,
    Deadline,
    RollPolicy,
    add_days,
    add_working_days,
    is_announced,
    latest_announced_year,
)

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")


class IsoDate(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error in both languages."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            if not _ISO_DAY.fullmatch(text):  # fromisoformat alone also takes 20260630 and 2026-W27-2
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            self.fail(
                f"“{text}”不是有效日期，请写成 2026-06-30 的样子 / "
                f'"{text}" is not a valid date; write it like 2026-06-30',
                param,
                ctx,
            )


class Days(click.ParamType[int]):
    """A number of days a period can have."""

    name = "N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error in both languages."""
        text = str(value).strip()
        if not _WHOLE_NUMBER.fullmatch(text) or int(text) > MAX_AMOUNT:
            self.fail(
                f"天数须为 0 到 {MAX_AMOUNT} 的整数，而不是“{text}” / "
                f'the number of days must be a whole number from 0 to {MAX_AMOUNT}, not "{text}"',
                param,
                ctx,
            )
        return int(text)


def explanation(deadline: Deadline, english: bool) -> list[str]:
    """The lines after the date: what was counted, what was passed over and why, and what is not certain."""
    working = deadline.unit == "WD"
    if english:
        unit = "working days" if working else "calendar days"
        lines = [
            f"{deadline.amount} {unit} after {deadline.start}; the first day is not counted (Civil Code art. 201)."
        ]
    else:
        unit = "个工作日" if working else "日"
        lines = [f"自 {deadline.start} 起 {deadline.amount} {unit}，起算日不计入（《民法典》第二百零一条）。"]
    if deadline.rolled:
        lines.append(
            f"The period ends on {deadline.unrolled}, a rest day; moved: {deadline.roll.basis[1]}."
            if english
            else f"期间原于 {deadline.unrolled} 届满，该日为休息日，予以顺延：{deadline.roll.basis[0]}。"
        )
    for skipped in deadline.skipped:
        lines.append(f"  - {skipped.date}  {skipped.en if english else skipped.zh}")
    if deadline.skipped:
        lines.insert(len(lines) - len(deadline.skipped), "Days not counted:" if english else "未计入的日子：")
    elif working:
        lines.append("No day was passed over." if english else "没有跳过的日子。")
    if deadline.made_up:
        lines.append("Weekend days counted as working:" if english else "计入的调休上班日：")
        lines.extend(f"  + {day.date}  {day.en if english else day.zh}" for day in deadline.made_up)
    if deadline.provisional:
        lines.append(_provisional(deadline, english))
    return lines


def _provisional(deadline: Deadline, english: bool) -> str:
    """Why the date may still move."""
    year = latest_announced_year()
    before = not is_announced(deadline.start) and deadline.start.year < year
    if english:
        known = "holidays of that time are not in the data" if before else f"holidays after {year} are not announced"
        return f"PROVISIONAL: {known}; days not announced were taken as Monday to Friday. The date may change."
    known = "当时的放假安排不在数据中" if before else f"{year} 年之后的放假安排尚未公布"
    return f"暂定：{known}，未公布的日子按周一至周五为工作日推算，日期可能变动。"


@click.command()
@click.option("--from", "start", type=IsoDate(), help="起算日（不计入） / the day the period starts from")
@click.option("--working-days", type=Days(), help="工作日数 / number of working days")
@click.option("--days", type=Days(), help="日数（自然日） / number of calendar days")
@click.option(
    "--roll",
    type=click.Choice([policy.value for policy in RollPolicy]),
    help="届满日为休息日时是否顺延至下一工作日（仅用于 --days） / for --days: what if it ends on a rest day",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言 / language")
def deadline(start: date | None, working_days: int | None, days: int | None, roll: str | None, lang: str) -> None:
    """计算期限，并说明跳过了哪些日子 / count a period and say which days were passed over.

    The first line is the last day of the period, YYYY-MM-DD.
    """
    if start is None:
        raise click.UsageError("请用 --from 给出起算日 / give the day to start from with --from")
    if (working_days is None) == (days is None):
        raise click.UsageError(
            "请在 --working-days 与 --days 中恰好给出一个 / give exactly one of --working-days and --days"
        )
    if working_days is not None and roll is not None:
        raise click.UsageError(
            "--roll 只用于 --days：工作日期限总在工作日届满 / "
            "--roll is only for --days: a period in working days always ends on one"
        )
    try:
        if working_days is not None:
            result = add_working_days(start, working_days)
        else:
            result = add_days(start, days or 0, RollPolicy(roll or RollPolicy.NONE))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(result.date.isoformat())
    for line in explanation(result, english=lang == "en"):
        click.echo(line)

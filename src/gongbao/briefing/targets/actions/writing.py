"""The month's sheet for the bulletin: figures by indicator, who leads, who is behind with their words, problems."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from gongbao.briefing.desk.actions import write_manuscript
from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.targets import refusals, selectors
from gongbao.briefing.targets.models import Indicator, LagState, Value
from gongbao.briefing.targets.rules import share_of_target, year_share
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.wording import number_words

MOST_NAMED = 5


@transaction.atomic
def write_sheet(*, desk: Unit, month: int, editor: User, by: Actor, now: datetime) -> Manuscript:
    """Draft it as a text of the desk's own. It holds no figure of a single firm, and no sum of fewer than three."""
    values = selectors.whole_month(desk, month)
    if not values:
        raise refusals.nothing_right()
    by_indicator: dict[Indicator, list[Value]] = {}
    for value in values:
        by_indicator.setdefault(value.indicator, []).append(value)
    title = f"{month // 100}年{month % 100}月主要指标进度"
    lines = [f"时间已过全年的{year_share(month) * 100:.1f}%。"]
    for number, (indicator, rows) in enumerate(by_indicator.items(), 1):
        lines += _paragraph(number, indicator, rows)
    lines += _behind(desk, month) + _firms(desk, month) + _problems(desk)
    return write_manuscript(desk=desk, title=title, body="\n".join(lines), editor=editor, by=by, now=now)


def _paragraph(number: int, indicator: Indicator, rows: list[Value]) -> list[str]:
    lines = [f"{number}.{indicator.name}（{indicator.measure}）"]
    if not indicator.cumulative:
        said = [f"{one.unit.short}{number_words(one.amount)}" for one in rows if one.amount is not None]
        return [*lines, f"{'、'.join(said)}。"]
    total = sum((one.total for one in rows if one.total is not None), Decimal(0))
    target = sum((one.target for one in rows if one.target is not None), Decimal(0))
    share = share_of_target(total, target)
    done = f"，完成全年目标的{share * 100:.1f}%" if share is not None else ""
    lines.append(f"累计{number_words(total)}{done}，{len(rows)}个单位有数。")
    known = [(share_of_target(one.total, one.target), one) for one in rows]
    ranked = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: -(pair[0] or Decimal(0)))
    if ranked:
        first = [f"{one.unit.short}{(share or 0) * 100:.1f}%" for share, one in ranked[:MOST_NAMED]]
        lines.append(f"进度靠前：{'、'.join(first)}。")
    return lines


def _behind(desk: Unit, month: int) -> list[str]:
    rows = [one for one in selectors.lags(desk)[:2_000] if one.month == month and one.state != LagState.SETTLED]
    if not rows:
        return []
    lines = ["进度落后和单位说明"]
    for one in rows[:30]:
        said = f"原因：{one.cause} 措施：{one.measures}" if one.state == LagState.EXPLAINED else "尚未说明。"
        lines.append(f"{one.unit.short}{one.indicator.name}完成{one.share * 100:.1f}%。{said}")
    return lines


def _firms(desk: Unit, month: int) -> list[str]:
    rows = [row for row in selectors.firm_sums(desk, month) if row["revenue"] is not None]
    if not rows:
        return []
    said = [
        f"{row['unit']}{row['n']}户，营业收入{_wan(row['revenue'])}、利润{_wan(row['profit'])}、税收{_wan(row['tax'])}"
        for row in rows
    ]
    return ["规上企业（不足三户的不列）", f"{'；'.join(said)}。"]


def _wan(value: object) -> str:
    return f"{number_words(value)}万元" if isinstance(value, Decimal) else "无数"


def _problems(desk: Unit) -> list[str]:
    rows = list(selectors.problems(desk)[:20])
    if not rows:
        return []
    lines = ["帮包问题进展"]
    for one in rows:
        entries = getattr(one, "entries", [])
        last = entries[0].words if entries else "尚无进展。"
        lines.append(f"{one.title}（{one.owner.short}，{one.due_on.month}月{one.due_on.day}日前）：{last}")
    return lines

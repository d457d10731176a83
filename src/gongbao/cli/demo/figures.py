"""The county's figures of 2026: indicators by township, enterprises, who is behind, problems with owners."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import xlsxwriter

from gongbao.briefing.targets import actions as targets
from gongbao.briefing.targets.models import BatchKind, Indicator, Lag
from gongbao.briefing.units.models import Unit
from gongbao.cli.demo.county import Dice
from gongbao.cli.demo.reporting import DESK
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor, ActorKind, system

BEGAN = datetime.combine(date(2026, 1, 20), time(10), CHINA)
INDICATORS = (
    targets.IndicatorDraft("固定资产投资", "万元", order=10),
    targets.IndicatorDraft("一般公共预算收入", "万元", order=20),
    targets.IndicatorDraft("规上工业营业收入", "万元", group="规上工业", order=30),
    targets.IndicatorDraft("规上工业利润", "万元", group="规上工业", order=40),
    targets.IndicatorDraft("规上工业用电量", "万千瓦时", direction="down", group="规上工业", order=50),
    targets.IndicatorDraft("新设经营主体", "户", order=60),
)
YEARLY = (120_000, 8_600, 260_000, 19_000, 5_200, 400)
PROBLEMS = (
    ("鲜叶短途冷藏车不够", "石门镇", "商务局", "分管农业的副县长", "market", "约两成鲜叶要等三小时以上才能进厂。", 20),
    ("二期厂房用地指标没有落实", "临溪镇", "自然资源局", "分管工业的副县长", "land", "项目已备案，差 12 亩。", 35),
    ("采茶季缺熟练工", "松坪镇", "人力资源和社会保障局", "分管就业的副县长", "labour", "高峰缺 160 人。", -6),
)


def tell(now: datetime) -> None:
    """Set it up and import month by month as far as `now`; idempotent."""
    desk = Unit.objects.filter(desk=True, short=DESK).first()
    if desk is None or now < BEGAN or Indicator.objects.exists():
        return
    people = {one.username: _acting(one) for one in User.objects.filter(username__in=["editor", "chief", "officer"])}
    for draft in INDICATORS:
        targets.make_indicator(desk=desk, draft=draft, by=people["chief"], now=BEGAN)
    targets.make_lag_rule(desk=desk, from_month=202601, tolerance=Decimal(5), days=5, by=people["chief"], now=BEGAN)
    units = list(desk.below.filter(level="township").order_by("order"))
    for number in range(1, 7):
        at = datetime.combine(date(2026, number, 8), time(16), CHINA) + timedelta(days=30)
        if at > now:
            break
        _month(desk, units, number, people["editor"], at)
        if number >= 5:
            targets.flag_lags(by=system("targets"), now=at + timedelta(hours=16))
    _explained(people["officer"], now)
    _problems(desk, people["editor"], people["officer"], now)


def _month(desk: Unit, units: Sequence[Unit], number: int, by: Actor, at: datetime) -> None:
    dice = Dice(f"figures {number}")
    rows: list[tuple[object, ...]] = []
    for place, unit in enumerate(units):
        for each, draft in enumerate(INDICATORS):
            pace = Decimal(70 + (place * 7 + each * 11) % 45) / 100  # how fast this township goes
            target = Decimal(YEARLY[each]) * (6 + place % 5) / 100
            total = (target * number / 12 * pace).quantize(Decimal("0.01"))
            rows.append(
                (unit.short, draft.name, 202600 + number, "", float(total), dice.below(180) / 10 - 5, float(target))
            )
    heads = ("单位", "指标", "月份", "当月", "累计", "同比(%)", "年目标")
    _take(desk, BatchKind.VALUES, number, heads, rows, by, at)
    firms = [
        (
            unit.short,
            f"青岚{name}有限公司",
            202600 + number,
            revenue * number,
            revenue * number / 12,
            revenue * number / 25,
            3.5,
        )
        for place, unit in enumerate(units[:5])
        for revenue, name in (
            (180 + place * 20, f"{unit.short[:2]}茶机"),
            (240, f"{unit.short[:2]}竹材"),
            (310, f"{unit.short[:2]}食品"),
        )
    ]
    heads = ("单位", "企业名称", "月份", "营业收入", "利润", "税收", "同比")
    _take(desk, BatchKind.FIRMS, number, heads, firms, by, at)


def _take(
    desk: Unit,
    kind: str,
    number: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    by: Actor,
    at: datetime,
) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    sheet.write_row(0, 0, heads)
    for line, row in enumerate(rows, 1):
        sheet.write_row(line, 0, row)
    book.close()
    batch = targets.hand_in(
        desk=desk,
        kind=kind,
        month=202600 + number,
        stream=io.BytesIO(out.getvalue()),
        name=f"{number}月.xlsx",
        by=by,
        now=at,
    )
    targets.apply_batch(batch_id=batch.pk, why="", by=by, now=at + timedelta(minutes=5))


def _explained(by: Actor, now: datetime) -> None:
    """One township says why, another still owes its words."""
    lag = (
        Lag.objects.filter(state="open")
        .exclude(unit__short="石门镇")
        .order_by("unit__order", "indicator__order")
        .first()
    )
    if lag is not None and lag.raised_at + timedelta(hours=5) < now:
        targets.explain(
            lag_id=lag.pk,
            cause="两个项目用地手续未办完，开工晚了一个月。",
            measures="已专班跑办，7月中旬开工，9月底赶上进度。",
            by=by,
            now=lag.raised_at + timedelta(hours=5),
        )


def _problems(desk: Unit, editor: Actor, officer: Actor, now: datetime) -> None:
    opened = datetime.combine(date(2026, 6, 3), time(9), CHINA)
    if now < opened + timedelta(days=12):
        return
    for title, at, owner, helper, kind, words, days in PROBLEMS:
        draft = targets.ProblemDraft(
            title=title,
            words=words,
            unit=desk.below.filter(short=at).first(),
            owner=desk.below.filter(short=owner).select_related("organisation").first(),
            helper=helper,
            kind=kind,
            due_on=opened.date() + timedelta(days=25 + days),
        )
        if draft.unit is None or draft.owner is None:
            continue
        made = targets.open_problem(desk=desk, draft=draft, by=editor, now=opened)
        if kind == "market":
            targets.add_progress(
                problem_id=made.pk,
                words="已联系两家物流公司，先调 2 辆，7 月初再到 3 辆。",
                solved=False,
                by=officer,
                now=opened + timedelta(days=10),
            )


def _acting(user: User) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))

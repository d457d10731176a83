"""Telling: the monthly circular drafts itself with its denominators; a silent unit gets an early word in private."""

from datetime import datetime

from django.db import transaction

from gongbao.briefing.assessment.facts import asked_counts, counts, month_scores, units_of
from gongbao.briefing.assessment.models import Nudge, Period, RuleSet
from gongbao.briefing.assessment.months import bounds, month_words
from gongbao.briefing.assessment.rules import gaps
from gongbao.briefing.assessment.selectors import rules_of
from gongbao.briefing.desk.actions import write_manuscript
from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.items.models import Item
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.notices.actions import Words, send

GAPS = {"decisions": "服务决策", "trends": "研判趋势", "bad-news": "反映实情(忧)", "problems": "揭示问题"}


@transaction.atomic
def write_circular(*, period: Period, editor: User, by: Actor, now: datetime) -> Manuscript:
    """Draft the month's circular as a manuscript of the desk, to be worded and printed like any other."""
    title = f"{month_words(period.month)}信息采用情况通报"
    rules = rules_of(period.desk, period.month, period) or period.rules
    body = "\n".join(_paragraphs(period, rules, now))
    return write_manuscript(desk=period.desk, title=title, body=body, editor=editor, by=by, now=now)


def _paragraphs(period: Period, rules: RuleSet, now: datetime) -> list[str]:
    rows = month_scores(period.desk, period.month, period, rules, now)
    found = counts(period.desk, period.month)
    kinds = ("own", "special", "upward")
    adopted = [(unit, sum(line.event.kind in kinds for line in one.lines)) for unit, one in rows]
    with_some = [unit for unit, count in adopted if count]
    sent = {unit.pk: one.lodged for unit, one in rows}
    silent = [unit.short for unit, _ in rows if not sent[unit.pk]]
    share = f"{len(with_some)}/{len(rows)}个单位有信息被采用"
    lines = [
        "一、总体情况",
        f"本月{len(rows)}个单位共报送{found['all']}条，{share}；喜{found['good']}条、忧{found['bad-news']}条。",
        "二、各单位得分",
    ]
    bands: dict[str, list[str]] = {}
    for unit, one in rows:
        bands.setdefault(unit.band or "其他", []).append(f"{unit.short}{one.total.normalize():f}")
    lines += [f"{band}:{'、'.join(words)}。" for band, words in bands.items()]
    lines += ["三、四个短板"]
    lines += [f"{GAPS[name]}:{have}条，占{_share(have, every)}。" for name, have, every in gaps(found)]
    lines += _asked(period, now)
    lines += ["五、本月没有报送的单位", "、".join(silent) + "。" if silent else "没有。"]
    lines += [f"计分办法：{rules.title}(第{rules.version}版)。各单位得分逐项可查，有意见可以提出。"]
    return lines


def _asked(period: Period, now: datetime) -> list[str]:
    """Key points and commissions with their denominators."""
    words = {"point": ("报送要点", "项次"), "commission": ("约稿", "篇次")}
    lines = ["四、要点和约稿"]
    for kind, (asked, answered, late) in asked_counts(period.desk, period.month, now).items():
        name, unit = words[kind]
        if asked:
            lines.append(f"{name}应报{asked}{unit}，已报{_share(answered, asked)}，逾期{late}{unit}。")
        else:
            lines.append(f"本月没有到期的{name}。")
    return lines


def _share(have: int, every: int) -> str:
    """A share only where it says something: five or more in all (briefing-rules 4)."""
    return f"{have}/{every}" if every < 5 else f"{have}/{every}({have * 100 // every}%)"


@transaction.atomic
def nudge_silent_units(*, desk: Unit, month: int, by: Actor, now: datetime) -> int:
    """A private word, once a month, to units that have sent nothing; returns how many were told."""
    begin, end = bounds(month)
    sent = set(
        Item.objects.filter(desk=desk, lodged_at__gte=begin, lodged_at__lt=end).values_list("unit_id", flat=True)
    )
    told = 0
    for unit in units_of(desk, month):
        if unit.pk in sent:
            continue
        _, made = Nudge.objects.get_or_create(unit_id=unit.pk, month=month, defaults={"at": now})
        if not made:
            continue
        told += 1
        words = Words(
            kind="assessment.nudge",
            title_zh=f"{month_words(month)}还没有收到贵单位的信息",
            title_en="Nothing from your unit yet this month",
            body_zh="没有情况也可以说明。需要选题或帮助，请联系信息科。这条提醒只有贵单位看到。",
            body_en="If there is nothing, say so. Ask the desk for topics or help. Only your unit sees this.",
            link="/report/new/",
        )
        send(party_kind="organisation", party_id=unit.pk, words=words, now=now)
    return told

"""What a planner sees before anything is fixed: the choices of the form, and the pool as it would be now."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.codes.selectors import children
from gongbao.foundation.draws.actions.planning import named_lottery, void_rule
from gongbao.foundation.draws.models import Mode, Plan
from gongbao.foundation.draws.rules import Wish, parts
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Fact, Table
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import REASONS
from gongbao.kernel.statutes import least_drawn
from gongbao.register.entities.models.entity import Category
from gongbao.register.spotchecks import presenters, selectors
from gongbao.register.spotchecks.scope import area_of, counted, definitions, scope_words
from gongbao.register.spotchecks.words import QUALIFICATIONS, RISKS, SECTIONS, SIZES

Choices = list[tuple[str, str, bool]]


def fresh(now: datetime) -> dict[str, Any]:
    """A form that begins with what most draws are."""
    day = now.astimezone(CHINA).replace(hour=17, minute=0)
    at = {"commit_by": day + timedelta(days=1), "reveal_by": day + timedelta(days=60)}
    beacon = (day + timedelta(days=2)).replace(hour=9)
    return {
        "mode": Mode.UNDIRECTED,
        "year": now.year,
        "quota_by": "rate",
        "rate": "3",
        "cap": "20",
        "categories": [Category.ENTERPRISE],
        "areas": [],
        "industries": [],
        "sizes": [],
        "risks": [],
        "dimensions": [],
        "void": "",
        "beacon_at": f"{beacon:%Y-%m-%d %H:%M}",
    } | {name: f"{moment:%Y-%m-%d %H:%M}" for name, moment in at.items()}


def choices(region: str, said: dict[str, Any]) -> dict[str, Any]:
    """What each field of the form offers."""

    def boxes(name: str, pairs: Sequence[tuple[str, str]]) -> Choices:
        return [(code, words, code in said[name]) for code, words in pairs]

    worded = presenters.said
    return {
        "modes": [(mode, words()) for mode, words in presenters.MODES.items()],
        "categories": boxes("categories", [(one, presenters.category_words(one)) for one in Category.values]),
        "areas": boxes("areas", children(region)),
        "industries": boxes("industries", [(code, f"{code} {worded(two)}") for code, two in SECTIONS.items()]),
        "sizes": boxes("sizes", [(code, worded(two)) for code, two in SIZES.items()]),
        "risks": boxes("risks", [(code, worded(two)) for code, two in RISKS.items()]),
        "dimensions": boxes(
            "dimensions",
            [("area", _("乡镇")), ("industry", _("行业")), ("size", _("规模")), ("risk", _("信用风险"))],
        ),
        "voids": [("next-issue", _("用同一彩票的下一期（公布作废公告的出处）")), ("", _("不替换"))],
        "quotas": [("rate", _("按比例")), ("count", _("按户数"))],
        "qualifications": [(code, worded(two)) for code, two in QUALIFICATIONS.items()],
        "rates": [(f"rate_{code}", worded(two), said.get(f"rate_{code}", "")) for code, two in RISKS.items()],
    }


__all__ = ["choices", "fresh", "lottery", "preview", "reasons", "void_rule"]


def reasons(sort: str) -> list[tuple[str, str]]:
    """The closed list of reasons for a change."""
    return [("", _("请选择")), *((code, presenters.said(two)) for code, two in REASONS[sort].items())]


def lottery(line: str) -> tuple[str, str]:
    """Name and issue of a line of the plan."""
    return named_lottery(line)


def preview(plan: Plan, now: datetime) -> dict[str, Any]:
    """The pool as it would be fixed now: strata, quotas, who is left out, inspectors, and whether the floor is met."""
    sizes, excluded = counted(plan)
    area = area_of(plan)
    wishes = [Wish(plan.rate, plan.count)]
    wishes += [Wish(s.rate, s.count, s.key, s.authority) for s in plan.shares.order_by("id")[:1_000]]
    problem: Refusal | DrawFault | None = None
    quotas: dict[str, int] = {}
    try:
        quotas = parts(sizes, wishes)[0]
    except (Refusal, DrawFault) as fault:
        problem = fault
    words = definitions(plan)
    total = sum(quotas.values())
    least = least_drawn(area, china_date(now)) if plan.mode == Mode.UNDIRECTED else 0
    people = selectors.inspectors_for(plan).count()
    rows = [
        {
            "definition": words(code),
            "code": code,
            "size": size,
            "quota": quotas.get(code, 0),
            "share": (quotas.get(code, 0), size),
        }
        for code, size in list(sizes.items())[:500]
    ]
    columns = [
        Column(key="definition", label=_("分层"), primary=True),
        Column(key="code", label=_("代码")),
        Column(key="size", label=_("户数"), kind="number"),
        Column(key="quota", label=_("抽取"), kind="number"),
        Column(key="share", label=_("比例"), kind="share"),
    ]
    return {
        "facts": _facts(plan, sum(sizes.values()), area, total, least, people, presenters.excluded_words(excluded)),
        "strata": Table(caption=_("分层和抽取数（按今日登记数据）"), columns=columns, rows=rows),
        "short": bool(least and total < least),
        "least": least,
        "few": people < plan.each,
        "problem": problem,
    }


def _facts(plan: Plan, pool: int, area: int, total: int, least: int, people: int, excluded: str) -> list[Fact]:
    named = [lottery(line) for line in plan.lotteries.splitlines()]
    entropy = [_("%(name)s 第 %(issue)s 期") % {"name": name, "issue": issue} for name, issue in named]
    if void_rule(plan.lotteries):
        entropy.append(presenters.void_words())
    if plan.beacon:
        entropy.insert(0, _("drand 第 %(round)s 轮") % {"round": plan.beacon})
    floor = _("下限 %(least)s 户") % {"least": least} if least else ""
    return [
        Fact(label=_("方式"), value=presenters.MODES[plan.mode](), note=plan.purpose),
        Fact(label=_("抽查部门"), value=plan.authorities.splitlines()),
        Fact(label=_("范围"), value=scope_words(plan)),
        Fact(label=_("名单"), value=_("%(n)s 户，辖区共 %(area)s 户") % {"n": pool, "area": area}, note=excluded),
        Fact(label=_("抽取"), value=_("%(n)s 户") % {"n": total}, note=floor),
        Fact(label=_("检查人员"), value=_("名录内 %(n)s 人，每户 %(each)s 人") % {"n": people, "each": plan.each}),
        Fact(label=_("公共随机数"), value=entropy),
        Fact(label=_("最迟入账"), value=plan.commit_by, kind="moment"),
        Fact(label=_("最迟揭示"), value=plan.reveal_by, kind="moment"),
        Fact(label=_("拟定"), value=f"{plan.planned_by}"),
        Fact(label=_("批准"), value=plan.approved_by or _("待批准")),
    ]

"""Which entities a plan is about, as one query over the register: who is in the pool, in which stratum, who is not.

The strata are a partition: each entity's code is put together from its place, industry, size and credit-risk class, as
far as the plan asks for them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from gongbao.foundation.clock import china_date
from gongbao.foundation.codes import selectors as codes
from gongbao.foundation.draws.models import Mode, Plan
from gongbao.foundation.draws.pools import Pool
from gongbao.kernel.statutes import Kind, spot_check_rules
from gongbao.register.spotchecks.words import RISKS, SECTIONS, SIZES, WHOLE

# Registered capital in 万: the register knows no turnover of those who have not reported yet.
SIZE = """CASE WHEN entity.capital IS NULL THEN '0' WHEN entity.capital < 100 THEN '1'
  WHEN entity.capital < 1000 THEN '2' WHEN entity.capital < 10000 THEN '3' ELSE '4' END"""
PARTS = {
    "area": "coalesce(nullif(left(entity.region, 9), ''), '-')",
    "industry": "coalesce(nullif(left(entity.industry, 1), ''), '-')",
    "size": SIZE,
    "risk": "coalesce(risk.level, 'U')",
}
_QUERY = """
SELECT entity.id, entity.code, {stratum}, CASE
  WHEN entity.standing <> 'active' THEN entity.standing
  WHEN entity.code = '' THEN 'no-code'
  WHEN EXISTS (SELECT FROM spotchecks_visit AS visit WHERE visit.entity_id = entity.id
    AND visit."on" >= %s AND visit."on" < %s) THEN 'visited'
  WHEN EXISTS (SELECT FROM draws_drawn AS drawn WHERE drawn.party_id = entity.id AND drawn.state = 'drawn'
    AND drawn.at >= %s AND drawn.at < %s) THEN 'visited'
  ELSE '' END
FROM entities_entity AS entity LEFT JOIN spotchecks_risk AS risk ON risk.entity_id = entity.id
WHERE entity.region LIKE %s AND entity.category = ANY(%s) {narrowed}
"""
_AREA = """
SELECT count(*) FROM entities_entity
WHERE region LIKE %s AND category = ANY(%s) AND standing IN ('active', 'suspended')
"""
_COUNTED = "SELECT stratum, excluded, count(*) FROM ({query}) AS party (id, code, stratum, excluded) GROUP BY 1, 2"


def pool_of(plan: Plan, now: datetime) -> Pool:
    """The plan's pool, with the floor the law of the day sets for the yearly undirected draw (K14, K25 art. 4)."""
    query, params = _query(plan)
    on = china_date(now)
    law = spot_check_rules(on)
    undirected = plan.mode == Mode.UNDIRECTED
    return Pool(
        query=query,
        params=params,
        area=area_of(plan),
        floor=f"{law.least.numerator}/{law.least.denominator}" if undirected else "",
        scope=scope_words(plan),
        snapshot=on.isoformat(),
        definition=definitions(plan),
    )


def area_of(plan: Plan) -> int:
    """How many entities of these kinds the area has: those in business or suspended."""
    with connection.cursor() as cursor:
        cursor.execute(_AREA, [f"{plan.region}%", plan.categories.splitlines()])
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def counted(plan: Plan) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What the pool would be now: sizes by stratum, and how many would be left out by reason."""
    query, params = _query(plan)
    sizes: dict[str, int] = {}
    out: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(query=query), params)
        for stratum, excluded, count in cursor.fetchall():
            if excluded:
                out[excluded] = out.get(excluded, 0) + count
            else:
                sizes[stratum] = count
    return dict(sorted(sizes.items())), out


def _query(plan: Plan) -> tuple[str, list[Any]]:
    dimensions = [name for name in PARTS if name in plan.dimensions.splitlines()]
    stratum = " || '/' || ".join(PARTS[name] for name in dimensions) or f"'{WHOLE}'"
    year = (date(plan.year, 1, 1), date(plan.year + 1, 1, 1))
    params: list[Any] = [*year, *year, f"{plan.region}%", plan.categories.splitlines()]
    narrowed = ""
    for lines, condition in (
        (plan.areas, "entity.region LIKE ANY(%s)"),
        (plan.industries, "entity.industry LIKE ANY(%s)"),
    ):
        if lines:
            narrowed += f" AND {condition}"
            params.append([f"{line}%" for line in lines.splitlines()])
    for lines, expression in ((plan.sizes, PARTS["size"]), (plan.risks, PARTS["risk"])):
        if lines:
            narrowed += f" AND ({expression}) = ANY(%s)"
            params.append(lines.splitlines())
    return _QUERY.format(stratum=stratum, narrowed=narrowed), params


def definitions(plan: Plan) -> Callable[[str], str]:
    """The words of a stratum's code, in Chinese, as the manifest keeps them."""
    dimensions = [name for name in PARTS if name in plan.dimensions.splitlines()]
    places = dict(codes.children(plan.region)) if "area" in dimensions else {}

    def words(code: str) -> str:
        if not dimensions:
            return "范围内全部主体"
        said = []
        for name, value in zip(dimensions, code.split("/"), strict=False):
            if name == "area":
                said.append(places.get(value) or (f"区划 {value}" if value != "-" else "所在地不明"))
            else:
                said.append({"industry": SECTIONS, "size": SIZES, "risk": RISKS}[name].get(value, (value, value))[0])
        return " · ".join(said)

    return words


def scope_words(plan: Plan) -> str:
    """The scope in a sentence, as the manifest keeps it."""
    place = codes.place_names([plan.region]).get(plan.region, plan.region)
    said = [place, "、".join(Kind(one).words.zh for one in plan.categories.splitlines())]
    if plan.areas:
        names = dict(codes.children(plan.region))
        said.append("限 " + "、".join(names.get(one, one) for one in plan.areas.splitlines()))
    if plan.industries:
        said.append("行业 " + "、".join(SECTIONS.get(one, (one, one))[0] for one in plan.industries.splitlines()))
    if plan.sizes:
        said.append("规模 " + "、".join(SIZES[one][0] for one in plan.sizes.splitlines() if one in SIZES))
    if plan.risks:
        said.append("信用风险 " + "、".join(RISKS[one][0] for one in plan.risks.splitlines() if one in RISKS))
    return "，".join(said)

"""The words of targets, and figures as people write them."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongbao.briefing.targets.models import (
    BatchKind,
    BatchState,
    Direction,
    Every,
    Indicator,
    LagRule,
    LagState,
    ProblemKind,
)
from gongbao.foundation.wording import is_english, number_words
from gongbao.kernel.statutes.vocabulary import Sentence

DIRECTIONS: dict[str, str | Promise] = {
    Direction.UP: gettext_lazy("越高越好"),
    Direction.DOWN: gettext_lazy("越低越好"),
    Direction.PLAIN: gettext_lazy("只看变化，不比进度"),
}

EVERY: dict[str, str | Promise] = {Every.MONTH: gettext_lazy("每月"), Every.QUARTER: gettext_lazy("每季")}

KINDS: dict[str, str | Promise] = {
    ProblemKind.MARKET: gettext_lazy("市场需求"),
    ProblemKind.TECHNOLOGY: gettext_lazy("技术"),
    ProblemKind.FINANCE: gettext_lazy("资金"),
    ProblemKind.LAND: gettext_lazy("用地"),
    ProblemKind.LABOUR: gettext_lazy("用工"),
    ProblemKind.ENERGY: gettext_lazy("水电气运"),
    ProblemKind.OTHER: gettext_lazy("其他"),
}

BATCHES: dict[str, tuple[str | Promise, str]] = {
    BatchState.CHECKED: (gettext_lazy("已检查，待导入"), "soon"),
    BatchState.APPLIED: (gettext_lazy("已导入"), "done"),
    BatchState.DROPPED: (gettext_lazy("已放弃"), "plain"),
}

BATCH_KINDS: dict[str, str | Promise] = {
    BatchKind.VALUES: gettext_lazy("各单位指标"),
    BatchKind.FIRMS: gettext_lazy("规上企业（内部）"),
}

LAGS: dict[str, tuple[str | Promise, str]] = {
    LagState.OPEN: (gettext_lazy("待说明"), "soon"),
    LagState.EXPLAINED: (gettext_lazy("已说明"), "done"),
    LagState.SETTLED: (gettext_lazy("更正后不再落后"), "plain"),
}

LINES: dict[str, tuple[str | Promise, str]] = {
    "new": (gettext_lazy("新数"), "done"),
    "changed": (gettext_lazy("改数"), "soon"),
    "same": (gettext_lazy("没有变"), "plain"),
    "wrong": (gettext_lazy("有错"), "late"),
}


def choices(table: Mapping[str, str | Promise]) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in table.items()]


def month_words(month: int) -> str:
    return _("%(year)s年%(month)s月") % {"year": month // 100, "month": month % 100}


def number(value: Decimal | None) -> str:
    return number_words(value) if value is not None else "—"


def percent(share: Decimal | None) -> str:
    """A share of one as a percentage with one place; a dash where there is none."""
    return f"{share * 100:.1f}%" if share is not None else "—"


def growth(value: Decimal | None) -> str:
    """Against last year, with its sign."""
    return f"{value:+.2f}%".replace(".00%", "%") if value is not None else "—"


def said(sentence: Sentence) -> str:
    return sentence.en if is_english() else sentence.zh


def indicator_words(one: Indicator) -> str:
    """万元 · 累计 · 每月."""
    kind = _("累计") if one.cumulative else _("当期")
    return f"{one.measure} · {kind} · {EVERY[one.every]} · {DIRECTIONS[one.direction]}"


def rule_words(rule: LagRule) -> str:
    return _("从 %(month)s 起：落后时间进度超过 %(points)s 个百分点的，%(days)s 天内说明") % {
        "month": month_words(rule.from_month),
        "points": number_words(rule.tolerance),
        "days": rule.days,
    }

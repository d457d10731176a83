"""The written first report drafted from what was said on the telephone: what nobody knows yet says 正在核实.

Elements of a first report: when, where, what, hurt and lost, trend, what is being done, what is needed
(briefing-rules 1.5). Chinese only: it is the document that goes up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from gongbao.foundation.clock import CHINA

UNKNOWN = "正在核实"
FIGURES = {
    "dead": "死亡{}人",
    "missing": "失踪{}人",
    "trapped": "被困{}人",
    "serious": "重伤{}人",
    "injured": "受伤{}人",
    "poisoned": "发病{}人",
    "evacuated": "转移群众{}人",
    "threatened": "受威胁{}人",
    "affected": "受影响{}人",
    "homes": "倒损房屋{}间",
    "loss": "直接经济损失约{}万元",
    "area": "面积{}公顷",
    "magnitude": "震级{}级",
}
#: A first report speaks of these even where nobody asked.
ALWAYS = ("dead", "injured", "trapped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known. `figures` None is being verified; `exact` says that the time of the event is certain."""

    hazard: str
    place: str
    unit: str
    told_at: datetime
    occurred_at: datetime | None = None
    exact: bool = False
    happened: str = ""
    hazards: str = ""
    access: str = ""
    present: str = ""
    needed: str = ""
    cause: str = ""
    figures: Mapping[str, Decimal | None] = field(default_factory=dict)


def moment(at: datetime) -> str:
    """6月29日2时10分: the 24-hour clock of official papers."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日{local.hour}时{local.minute}分"


def draft_title(told: Told) -> str:
    """A title that says where and what, nothing that is not known."""
    return f"关于{told.place}发生{told.hazard}的报告"[:120]


def draft_body(told: Told) -> str:
    """The first report in the order readers expect; each unknown element says so."""
    when = f"{moment(told.occurred_at)}{'' if told.exact else '左右'}" if told.occurred_at else f"发生时间{UNKNOWN}"
    lines = [
        f"{when}，{told.place}发生{told.hazard}。{_sentence(told.happened)}".strip(),
        f"截至{moment(told.told_at)}：{_figures(told.figures)}。",
        f"起因：{told.cause.strip().rstrip('。') or UNKNOWN}。",
    ]
    if told.hazards.strip():
        lines.append(f"现场仍有的危险：{told.hazards.strip().rstrip('。')}。")
    if told.access.strip():
        lines.append(f"进出道路：{told.access.strip().rstrip('。')}。")
    lines.append(f"已到场力量和已采取的措施：{told.present.strip().rstrip('。') or UNKNOWN}。")
    lines.append(f"需要支援：{told.needed.strip().rstrip('。') or UNKNOWN}。")
    lines.append(f"有关情况由{told.unit}继续核实，及时续报。")
    return "\n".join(lines)


def _figures(figures: Mapping[str, Decimal | None]) -> str:
    shown = dict.fromkeys([*ALWAYS, *figures])
    parts = []
    for name in FIGURES:
        if name not in shown:
            continue
        value = figures.get(name)
        label = FIGURES[name].split("{")[0].removesuffix("约")
        parts.append(_figure(name, value, label))
    return "，".join(parts)


def _figure(name: str, value: Decimal | None, label: str) -> str:
    if value is None:
        return f"{label}人数{UNKNOWN}" if FIGURES[name].endswith("{}人") else f"{label}{UNKNOWN}"
    if name in ALWAYS and not value:
        return f"无人{label}"
    return FIGURES[name].format(f"{value.normalize():f}")


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(("。", "！", "？")) else f"{text}。"

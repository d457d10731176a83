"""What of a long incident its page shows at once: who reported last, each unit's last reports, the log's last lines.

Nothing is left out: the rest is one link further (`?unit=…` for one unit's reports, `?all=1` for everything).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gongbao.briefing.incidents.models import Clock, ClockState, LogEntry, Report
from gongbao.briefing.incidents.presenters.showing import clock_rows, log_moments
from gongbao.briefing.incidents.presenters.telling import shown_reports
from gongbao.briefing.units.models import Unit

UNITS, LINES, RUNNING, OVER = 8, 40, 12, 12
REPORTS, EACH = 16, 2  # shared by the units that are shown; at least so many of each


def chains(by_unit: Mapping[Unit, Sequence[Report]], *, unit: str = "", everything: bool = False) -> dict[str, Any]:
    """Each unit's chain, the last report on top, and how many before; the units that are not shown, with how many."""
    chosen = {one for one in by_unit if str(one.pk) == unit}
    if not chosen and not everything:
        chosen = set(sorted(by_unit, key=lambda one: by_unit[one][-1].received_at, reverse=True)[:UNITS])
    most = 0 if unit or everything else max(EACH, REPORTS // max(1, len(chosen)))
    return {
        "chains": [_chain(one, reports, most) for one, reports in by_unit.items() if everything or one in chosen],
        "others": [(one, len(reports)) for one, reports in by_unit.items() if not everything and one not in chosen],
    }


def _chain(unit: Unit, reports: Sequence[Report], most: int) -> dict[str, Any]:
    """The one before the first that is shown is read too: it says what changed."""
    left = max(0, len(reports) - most) if most else 0
    shown = shown_reports(reports[max(0, left - 1) :])
    return {"unit": unit, "reports": (shown[1:] if left else shown)[::-1], "left": left}


def log_shown(lines: Sequence[LogEntry], *, everything: bool) -> dict[str, Any]:
    """The last lines of the log, and how many came before."""
    left = 0 if everything else max(0, len(lines) - LINES)
    return {"shown": log_moments(lines[left:]), "more": left}


def running_shown(clocks: Sequence[Clock], now: datetime, *, stopped: bool, everything: bool) -> dict[str, Any]:
    """Clocks that run, the most pressing on top, and how many more."""
    running = sorted((one for one in clocks if one.state == ClockState.OPEN), key=lambda one: one.due_at)
    shown = running if everything else running[:RUNNING]
    return {"shown": clock_rows(shown, now, stopped=stopped), "more": len(running) - len(shown)}


def over_shown(clocks: Sequence[Clock], now: datetime, *, everything: bool) -> dict[str, Any]:
    """Clocks that ended, the last due on top, and how many more."""
    over = sorted((one for one in clocks if one.state != ClockState.OPEN), key=lambda one: one.due_at, reverse=True)
    shown = over if everything else over[:OVER]
    return {"shown": clock_rows(shown, now)[::-1], "more": len(over) - len(shown), "all": len(over)}

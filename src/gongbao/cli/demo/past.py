"""The incidents of the year before the night: telephoned, written up, sent to the city, answered, ended. For reviews.

A few are late, one waits long for its grade: a year in which nothing went wrong would teach nobody to read the pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from gongbao.briefing.dutydesk import actions as duty
from gongbao.briefing.incidents import actions
from gongbao.briefing.incidents.models import Report
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor, command

BY = command("demo", "演示")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Past:
    """One incident: when it happened, where, what; minutes from that to each step in turn."""

    at: str
    unit: str
    hazard: str
    place: str
    what: str
    steps: tuple[int, int, int, int, int, int]  # learned, telephoned, written, graded, sent up, taken above
    injured: int = 0


PAST = (
    Past(
        "2026-01-07T06:40", "云岭乡", "traffic", "X305县道云岭隧道口", "路面结冰，面包车侧翻", (12, 9, 22, 14, 20, 6), 3
    ),
    Past("2026-01-19T21:15", "城关镇", "fire", "城关镇东街百货店", "百货店起火，明火已扑灭", (4, 6, 18, 9, 16, 5)),
    Past("2026-03-01T10:30", "白鹤镇", "work-safety", "白鹤镇石料厂", "传送带伤人", (10, 12, 27, 19, 33, 11), 1),
    Past(
        "2026-03-09T12:50", "城关镇", "food-poisoning", "城关镇第二小学", "午餐后呕吐腹泻", (40, 17, 35, 42, 30, 8), 16
    ),
    Past("2026-03-22T03:35", "石门镇", "geological", "石门镇北涧村", "强降雨后路基滑塌", (35, 16, 19, 13, 21, 6)),
    Past("2026-04-11T16:10", "大塘乡", "forest-fire", "大塘乡老鹰岩", "田坎烧荒失控", (13, 24, 31, 16, 24, 10)),
    Past("2026-04-29T19:30", "桐花乡", "weather", "桐花乡沿河三村", "冰雹大风，茶园受损", (25, 18, 38, 26, 41, 12)),
    Past("2026-05-13T05:45", "竹溪乡", "flood", "竹溪乡低桥", "溪水漫桥，车辆被困", (8, 7, 17, 9, 15, 5)),
    Past("2026-05-20T13:15", "城关镇", "work-safety", "城关镇安置房工地", "脚手架局部坍塌", (7, 10, 25, 17, 23, 6), 2),
    Past("2026-05-27T18:40", "北涧乡", "flood", "北涧乡河坝", "山洪冲毁便道", (18, 15, 52, 20, 26, 9)),
    Past("2026-06-05T07:20", "白鹤镇", "traffic", "白鹤大桥", "大雾多车相撞", (6, 5, 19, 13, 18, 4), 6),
    Past("2026-06-10T02:30", "云岭乡", "geological", "云岭乡高寨", "滑坡堵塞乡道", (30, 13, 23, 12, 20, 5)),
)


def tell(by_short: Mapping[str, Unit], desk: Unit, editor: Actor, now: datetime) -> None:
    """Tell those that are over by `now`. Done before, they are left as they are."""
    if Report.objects.exists():
        return
    for one in PAST:
        at = datetime.fromisoformat(one.at).replace(tzinfo=CHINA)
        if at + timedelta(days=1) < now:
            _tell(one, at, by_short[one.unit], desk, editor)


def _tell(one: Past, at: datetime, unit: Unit, desk: Unit, editor: Actor) -> None:
    learned = at + one.steps[0] * MINUTE
    called, written, graded, up, taken = (learned + sum(one.steps[1 : n + 1]) * MINUTE for n in range(1, 6))
    said = actions.Said(
        title=f"关于{one.place}{one.what}的报告",
        body=f"{one.what}。情况正在核实。" if not one.injured else f"{one.what}，{one.injured}人受伤，已送医。",
        place=one.place,
        occurred_at=at,
        precision="about",
        figures={"injured": actions.SaidFigure(Decimal(one.injured), "single")},
    )
    first = actions.lodge(
        unit=unit,
        said=said,
        form="phone",
        kind="first",
        learned_at=learned,
        about=actions.About(hazard=one.hazard, division=unit.organisation.region),
        call=actions.Call(name="值班员", post="", phone="13900000000", began_at=called),
        by=editor,
        now=called,
    )
    incident = first.incident
    incident = _written(unit, said, "first", learned, incident.pk, written).incident
    incident.refresh_from_db()
    actions.decide_grade(
        incident_id=incident.pk, grade=4, reason="按情况定级", turn=incident.turn, by=editor, now=graded
    )
    report = actions.send_up(
        incident_id=incident.pk, desk=desk, said=said, form="written", kind="first", by=editor, now=up
    )
    given = duty.Given(to="青云市信息科", direction="up", carrier="phone", answered_name="市值班员")
    duty.hand_off(incident=incident, report=report, given=given, by=editor, now=taken)
    ended = actions.Said(title=f"{one.place}{one.what}终报", body="已处置完毕，秩序恢复。", place=one.place)
    over = taken + 15 * MINUTE
    incident = _written(unit, ended, "final", written, incident.pk, over).incident
    incident.refresh_from_db()
    actions.close_incident(
        incident_id=incident.pk, reason="处置完毕，数字没有变化", turn=incident.turn, by=editor, now=over + 60 * MINUTE
    )


def _written(unit: Unit, said: actions.Said, kind: str, learned: datetime, incident_id: UUID, at: datetime) -> Report:
    return actions.lodge(
        unit=unit,
        said=said,
        form="written",
        kind=kind,
        learned_at=learned,
        incident_id=incident_id,
        by=BY,
        now=at,
    )

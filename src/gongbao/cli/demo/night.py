"""The night of 28 June: a landslide at 竹溪口 is telephoned in at 02:10, written up, sent to the city, followed up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from gongbao.briefing.incidents import actions
from gongbao.briefing.incidents.models import Report
from gongbao.briefing.units import actions as units
from gongbao.briefing.units.models import Level, Unit
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.events.actor import Actor, command

BY = command("demo", "演示")
MINUTE = timedelta(minutes=1)
CITY = "青云市信息科"


def tell(desk: Unit, began: datetime, night: datetime, editor: Actor, officer: Actor, now: datetime) -> None:
    """Tell it as far as `now`; `night` is 02:10 of the night. Done before, it is left as it is."""
    prepare(desk, began)
    if now < night or Report.objects.filter(received_at__gte=night).exists():
        return
    unit = desk.below.get(short="石门镇")
    first = _call(unit, editor, night)
    written = _write(first, unit, officer, night + 21 * MINUTE)
    _desk_part(written, desk, editor, night + 30 * MINUTE)
    _city_part(written, desk, night + 75 * MINUTE)
    later = _until_morning(written, unit, officer, night)
    if now < later:
        return
    _told_by_a_citizen(unit, desk, editor, night + 60 * MINUTE)


def prepare(desk: Unit, began: datetime) -> None:
    """The rules of the clock, and the level above."""
    actions.load_starting_data(by=BY, now=began)
    _city_above(desk, began)


def _city_above(desk: Unit, began: datetime) -> None:
    """The county's desk reports to the city's, so that a level can be passed and a report can go up."""
    if desk.reports_to is not None:
        return
    known = Unit.objects.filter(short=CITY).first()
    if known is None:
        body = accounts.create_organisation(kind="unit", name=CITY, region="9991", by=BY, now=began)
        known = units.open_unit(
            organisation=body, level=Level.CITY, short=CITY, reports_to=None, desk=True, by=BY, now=began
        )
    units.change_unit(unit=desk, short=desk.short, band=desk.band, reports_to=known, order=desk.order, by=BY, now=began)
    desk.refresh_from_db()


def _figures(**told: int | None) -> Mapping[str, actions.SaidFigure]:
    return {
        name: actions.SaidFigure(None if value is None else Decimal(value), "single") for name, value in told.items()
    }


def _call(unit: Unit, editor: Actor, at: datetime) -> Report:
    return actions.lodge(
        unit=unit,
        said=actions.Said(
            body="村后山体滑坡，两户房屋被埋，正在找人。",
            place="石门镇竹溪口村三组",
            occurred_at=at - 25 * MINUTE,
            precision="about",
            hazards="雨还在下，上方有裂缝",
            access="县道X305通到村口，三组要步行",
            present="镇干部6人、村民20多人在挖",
            needed="消防救援、挖掘机、医生",
            figures=_figures(trapped=3, dead=None, injured=None),
        ),
        form="phone",
        kind="first",
        learned_at=at - 8 * MINUTE,
        about=actions.About(hazard="geological", division=unit.organisation.region),
        call=actions.Call(name="某镇长", post="镇长", phone="13900000000", began_at=at - MINUTE),
        by=editor,
        now=at,
    )


def _write(first: Report, unit: Unit, officer: Actor, at: datetime) -> Report:
    return actions.lodge(
        unit=unit,
        said=actions.Said(
            title="关于石门镇竹溪口村三组发生山体滑坡的报告",
            body="6月29日1时45分左右，石门镇竹溪口村三组发生山体滑坡，2户房屋被埋。截至2时30分，被困3人，死亡人数正在核实，"
            "已转移群众14人。镇干部和村民正在搜救。需要消防救援、挖掘机和医疗力量。起因：连日降雨，具体原因正在核实。",
            place="石门镇竹溪口村三组",
            figures=_figures(trapped=3, dead=None, evacuated=14),
            next_at=at + 60 * MINUTE,
        ),
        form="written",
        kind="first",
        learned_at=first.learned_at,
        incident_id=first.incident_id,
        by=officer,
        now=at,
    )


def _desk_part(written: Report, desk: Unit, editor: Actor, at: datetime) -> None:
    actions.send_up(
        incident_id=written.incident_id,
        desk=desk,
        said=actions.Said(
            title=f"关于青岚县{written.place}发生山体滑坡的报告",
            body=written.body,
            place=written.place,
            figures=_figures(trapped=3, dead=None, evacuated=14),
        ),
        form="written",
        kind="first",
        by=editor,
        now=at,
    )


def _city_part(written: Report, desk: Unit, at: datetime) -> None:
    if desk.reports_to is not None:
        actions.send_up(
            incident_id=written.incident_id,
            desk=desk.reports_to,
            said=actions.Said(title=written.title, body=written.body, place=written.place),
            form="written",
            kind="first",
            to_words="省政府总值班室",
            by=BY,
            now=at,
        )


def _until_morning(written: Report, unit: Unit, officer: Actor, night: datetime) -> datetime:
    """The follow-ups of the night; returns when the last came."""
    told = (
        (
            80,
            "2时50分至3时30分，救出2人，均为轻伤，已送县医院；1人仍被困。",
            {"trapped": 1, "injured": 2, "evacuated": 31},
        ),
        (185, "5时10分，最后1名被困人员找到，已无生命体征，身份正在核实。", {"trapped": 0, "dead": 1}),
        (290, "7时，上方裂缝未见扩大，危险区31人全部安置在村小学，食品、被褥已到位。", {"evacuated": 31}),
        (400, "8时50分，县自然资源局专家到场监测；雨势减弱，暂无新的险情。", {"homes": 2}),
    )
    at = night
    for minutes, body, figures in told:
        at = night + minutes * MINUTE
        actions.lodge(
            unit=unit,
            said=actions.Said(
                title="石门镇竹溪口村山体滑坡续报",
                body=body,
                figures=_figures(**figures),
                next_at=at + 120 * MINUTE,
            ),
            form="written",
            kind="follow-up",
            learned_at=at,
            incident_id=written.incident_id,
            by=officer,
            now=at,
        )
    return at


def _told_by_a_citizen(unit: Unit, desk: Unit, editor: Actor, at: datetime) -> None:
    """A code on a wall, and what somebody told through it."""
    place = actions.put_up(unit=unit, place="竹溪口村村委会门口", by=editor, now=at - timedelta(days=20))
    heard = actions.Heard(words="竹溪小学后墙裂了一道缝，雨大，怕塌。")
    actions.take_tip(origin=place, heard=heard, by=BY, now=at)

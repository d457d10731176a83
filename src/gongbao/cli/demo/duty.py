"""Who is on duty in 青岚县: the desk's roster and one township's, from two days ago to ten days ahead."""

from datetime import datetime, time, timedelta
from uuid import UUID

from gongbao.briefing.dutydesk import actions
from gongbao.briefing.dutydesk.models import Role
from gongbao.briefing.dutydesk.selectors import current_shift
from gongbao.briefing.dutydesk.sheets import Planned
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.events.actor import Actor, ActorKind, command

BY = command("demo", "演示")
BACK, AHEAD = 2, 10


def tell(now: datetime) -> None:
    """Shifts from eight to eight, and the handovers of those that are over. Nothing, where a roster stands already."""
    people = {one.username: one for one in User.objects.filter(username__in=["editor", "chief", "leader", "officer"])}
    desk, town = Unit.objects.get(short="信息科"), Unit.objects.get(short="石门镇")
    if desk.rosters.exists():
        return
    began = now - timedelta(days=BACK + 1)
    first = actions.open_roster(unit=desk, name="值班室", round_the_clock=True, by=BY, now=began)
    second = actions.open_roster(unit=town, name="值班室", round_the_clock=True, by=BY, now=began)
    turns = [(people["editor"], people["chief"]), (people["chief"], people["editor"])]
    over: list[tuple[datetime, datetime, User, User]] = []
    for ahead in range(-BACK, AHEAD):
        begins = datetime.combine(china_date(now) + timedelta(days=ahead), time(8), CHINA)
        ends = begins + timedelta(days=1)
        officer, substitute = turns[ahead % 2]
        seats = ((Role.OFFICER, officer), (Role.SUBSTITUTE, substitute), (Role.LEADER, people["leader"]))
        actions.put_shifts(roster_id=first.pk, planned=[Planned(begins, ends, seats)], by=BY, now=began)
        night = Planned(begins, ends, ((Role.OFFICER, people["officer"]),))
        actions.put_shifts(roster_id=second.pk, planned=[night], by=BY, now=began)
        if ends + timedelta(minutes=10) < now:
            over.append((begins, ends, officer, substitute))
    for begins, ends, giver, taker in over:  # who comes is known once all are planned
        at = current_shift(first, begins)
        if at is not None:
            _hand_over(at.pk, giver, taker, ends)


def _hand_over(shift_id: UUID, giver: User, taker: User, at: datetime) -> None:
    note = "夜里来电均已登记，石门镇雨情每两小时一报。"
    actions.give_over(shift_id=shift_id, giver=giver, note=note, by=_acting(giver), now=at)
    actions.take_over(shift_id=shift_id, taker=taker, by=_acting(taker), now=at + timedelta(minutes=6))


def _acting(user: User) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))

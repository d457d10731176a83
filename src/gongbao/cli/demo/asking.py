"""What the desk asks of the units in June 2026: key points, a commission, and how they were answered."""

from datetime import date, datetime, time, timedelta

from gongbao.briefing.items.models import Item
from gongbao.briefing.topics import actions as topics
from gongbao.briefing.topics.models import Call, PointList, ReminderRule
from gongbao.briefing.units.models import Unit
from gongbao.cli.demo.reporting import DESK
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import Actor, ActorKind

MADE = datetime.combine(date(2026, 6, 1), time(10), CHINA)
POINTS = (
    ("夏茶产销", "产量、均价、订单比去年同期怎样；鲜叶运输、冷藏有什么难处。", "focus", ["乡镇"], ()),
    (
        "防汛和地质灾害隐患",
        "隐患点核查、群众转移、物资到位；还缺什么。",
        "hard",
        ["乡镇"],
        ("水利局", "自然资源局", "应急管理局"),
    ),
    ("群众对早市、停车的意见", "听到什么、多少人这样说、能办到哪一步。", "hot", ["直报点"], ()),
    ("年中重点工作进度", "哪项快、哪项慢，慢在哪里。", "", ["部门"], ()),
)


def tell(now: datetime) -> None:
    """Publish June's points, commission an experience, answer a few; idempotent."""
    desk = Unit.objects.filter(desk=True, short=DESK).first()
    if desk is None or now < MADE or PointList.objects.exists():
        return
    people = {one.username: _acting(one) for one in User.objects.filter(username__in=["editor", "chief", "officer"])}
    by_short = {one.short: one for one in desk.below.select_related("organisation")}
    rule = topics.make_reminder_rule(
        desk=desk, title="一般约稿", before="48, 24, 2", after_hours=24, after_most=3, by=people["chief"], now=MADE
    )
    points = _points(desk, by_short, people["editor"])
    if now > MADE + timedelta(days=19):
        _commission(desk, by_short, rule, people["editor"])
    _answers(points, now)


def _points(desk: Unit, by_short: dict[str, Unit], by: Actor) -> PointList:
    made = topics.make_list(
        desk=desk,
        title="2026年6月信息报送要点",
        words="每个单位按分工报；没有情况的，一键说明就行。",
        from_on=date(2026, 6, 1),
        until_on=date(2026, 6, 30),
        by=by,
        now=MADE,
    )
    for title, words, angle, bands, units in POINTS:
        draft = topics.PointDraft(
            title=title,
            words=words,
            angle=angle,
            bands=bands,
            units=[by_short[one] for one in units if one in by_short],
        )
        topics.put_point(list_id=made.pk, draft=draft, by=by, now=MADE)
    return topics.publish(list_id=made.pk, by=by, now=MADE)


def _commission(desk: Unit, by_short: dict[str, Unit], rule: ReminderRule, by: Actor) -> None:
    asked = MADE + timedelta(days=19)
    draft = topics.CommissionDraft(
        title="雨季茶园怎样防滑坡",
        words="请写三件事：哪些办法管用、花多少钱、别的乡镇能不能照做。数字写明口径。",
        type="experience",
        contact="信息科 0000-1234567",
        due_at=datetime.combine(date(2026, 7, 1), time(18), CHINA),
        rule=rule.pk,
        length=800,
        units=[by_short[one] for one in ("石门镇", "松坪镇", "桐花乡", "林业局") if one in by_short],
    )
    made = topics.issue(desk=desk, draft=draft, by=by, now=asked)
    call = Call.objects.filter(commission=made, unit__short="林业局").first()
    if call is not None:
        topics.decline(
            call_id=call.pk,
            reason="other-unit",
            words="茶园归农业农村局",
            by=_officer(),
            now=asked + timedelta(hours=3),
        )


def _answers(points: PointList, now: datetime) -> None:
    """The story's own items answer the points; two community posts say that there is nothing."""
    first, second, third, _fourth = points.points.order_by("number")
    given = {
        "石门镇夏茶开采，首日收购鲜叶3.2万斤": first,
        "松坪镇反映村道会车难": first,
        "临溪镇鲜叶运输高峰堵在村口": first,
        "3座小型水库超汛限水位0.2至0.5米": second,
        "石门镇连降大雨，转移地质灾害点群众12人": second,
        "居民盼望农贸市场早市延长": third,
    }
    for title, point in given.items():
        item = Item.objects.filter(title=title).first()
        if item is not None and item.lodged_at is not None:
            topics.link_item(item_id=item.pk, points=[point.pk], calls=[], by=_officer(), now=item.lodged_at)
    then = MADE + timedelta(days=8)
    for short in ("第一中学", "县人民医院"):
        asked = third.asked.filter(unit__short=short).first()
        if asked is not None and now > then:
            topics.say_nothing(asked_id=asked.pk, words="", by=_officer(), now=then)


def _officer() -> Actor:
    return _acting(User.objects.get(username="officer"))


def _acting(user: User) -> Actor:
    return Actor(kind=ActorKind.USER, id=str(user.pk), label=str(user))

"""What is said of 青岚县 outside: two made-up news feeds, a hotline's counts, an incident that nobody reported."""

from datetime import datetime, timedelta

from gongbao.briefing.incidents import actions as incidents
from gongbao.briefing.signals import actions
from gongbao.briefing.signals.models import Cluster, Feed
from gongbao.briefing.signals.outside.entries import entry
from gongbao.briefing.units.models import Unit
from gongbao.cli.demo.county import COUNTY
from gongbao.foundation.events.actor import command

BY = command("demo", "演示")
#: minutes before now, which feed, title, extract
TOLD = [
    (170, 0, "白鹤镇湿地路两车相撞 3人受伤送医", "今天上午，白鹤镇湿地路两车相撞，3人受伤。"),
    (150, 1, "青岚县白鹤镇湿地路两车相撞3人受伤", ""),
    (75, 0, "石门镇老街一民房凌晨起火 1人受伤", "石门镇老街一民房凌晨起火，消防员到场扑救，1人受伤。"),
    (60, 1, "青岚石门镇老街民房起火1人受伤", ""),
    (55, 1, "石门镇老街一民房凌晨起火 1人受伤 _青岚在线", ""),
    (30, 0, "松坪镇开展山洪转移演练", "松坪镇组织三个村开展山洪转移演练。"),
    (20, 1, "云岭乡一处边坡塌方 村道中断", ""),
]
CALLS = {"供水": (3, 4, 2, 3, 3, 4, 2, 3, 14), "噪声": (6, 5, 7, 6, 5, 6, 7, 6, 6)}


def tell(now: datetime) -> None:
    """Idempotent: a county that has feeds is left alone."""
    desk = Unit.objects.filter(desk=True, level="county", organisation__region=COUNTY).first()
    if desk is None or Feed.objects.filter(desk=desk).exists():
        return
    incidents.load_starting_data(by=BY, now=now)
    began = now - timedelta(hours=4)
    feeds = [
        actions.add_feed(desk=desk, name=name, kind="rss", url=url, division=COUNTY, by=BY, now=began)
        for name, url in (
            ("青岚融媒", "https://media.qinglan.example/rss"),
            ("青岚在线", "https://qinglan.example/feed"),
        )
    ]
    for minutes, which, title, extract in TOLD:
        at = now - timedelta(minutes=minutes)
        one = entry(title, extract=extract, key=title, published=at)
        actions.take(feed_id=feeds[which].pk, entries=[one] if one else [], now=at)
    for feed in feeds:  # nothing answers at a made-up address
        actions.change_feed(
            feed_id=feed.pk, name=feed.name, url=feed.url, division=COUNTY, minutes=15, active=False, by=BY, now=now
        )
    _hotline(desk, now)
    _asks(desk, now)


def _hotline(desk: Unit, now: datetime) -> None:
    feed = actions.add_feed(desk=desk, name="12345热线(每日计数)", kind="counts", by=BY, now=now)
    rows = ["日期,类别,乡镇,数量"]
    for topic, counts in CALLS.items():
        for week, count in zip(range(8, -1, -1), counts, strict=True):
            rows.append(f"{(now - timedelta(weeks=week)).date()},{topic},城关镇,{count}")
    actions.take_file(feed=feed, data="\n".join(rows).encode(), by=BY, now=now)


def _asks(desk: Unit, now: datetime) -> None:
    actions.set_limit(
        desk=desk,
        kind="",
        minutes=60,
        citation="青岚县办公室通知(虚构)",
        confidence="D",
        by=BY,
        now=now - timedelta(hours=4),
    )
    fire = Cluster.objects.filter(desk=desk, kind="fire").first()
    township = Unit.objects.filter(reports_to=desk, short="石门镇").first()
    if fire is not None and township is not None:
        words = "有无人员伤亡、是否已报？"
        actions.ask(cluster_id=fire.pk, unit=township, words=words, by=BY, now=now - timedelta(minutes=20))

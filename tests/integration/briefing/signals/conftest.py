"""The line of 青岚县 with its divisions, incidents' starting data, and feeds."""

from datetime import date, timedelta

import pytest
from tests.integration.briefing.conftest import line  # noqa: F401 (the fixture is used here too)
from tests.integration.briefing.people import acting

from gongbao.briefing.incidents import actions as incidents
from gongbao.briefing.incidents.actions import About, Said
from gongbao.briefing.signals import actions
from gongbao.briefing.signals.outside.entries import entry
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import command

PLACES = [
    ("99", "云川省", "", 1),
    ("9991", "青云市", "99", 2),
    ("999101", "青岚县", "9991", 3),
    ("999102", "长云县", "9991", 3),
    ("999101003", "松坪镇", "999101", 4),
    ("999101004", "石门镇", "999101", 4),
]


@pytest.fixture
def places(db):
    Division.objects.bulk_create(
        Division(
            code=code,
            name=name,
            full_name=name,
            level=level,
            parent=parent,
            valid_from=date(2020, 1, 1),
            source="made up",
        )
        for code, name, parent, level in PLACES
    )


@pytest.fixture
def watch(line, places, now):  # noqa: F811 (the fixture)
    incidents.load_starting_data(by=command("test"), now=now)
    return line


@pytest.fixture
def feed(watch, now):
    by = acting(watch.chief)
    return actions.add_feed(
        desk=watch.desk, name="青岚新闻", kind="rss", url="https://news.example.org/rss", by=by, now=now
    )


@pytest.fixture
def local(watch, now):
    return actions.add_feed(
        desk=watch.desk, name="县融媒", kind="rss", url="https://local.example.org/rss", division="999101",
        by=acting(watch.chief), now=now,
    )  # fmt: skip


@pytest.fixture
def told(feed, now):
    """told("title", …): the feed gives these titles now."""

    def give(*titles, of=None, at=now, hours=0):
        rows = [entry(title, key=f"{title} {at}", published=at + timedelta(hours=hours)) for title in titles]
        actions.take(feed_id=(of or feed).pk, entries=rows, now=at)

    return give


@pytest.fixture
def report(watch, now):
    """report(title, place, hazard): a township's first report, in writing."""

    def lodge(title, place="石门镇", hazard="geological", unit=None, division="999101004", at=now, **said):
        return incidents.lodge(
            unit=unit or watch.shimen,
            said=Said(title=title, place=place, body=f"{title}，正在核实。", **said),
            form="written",
            kind="first",
            learned_at=at,
            about=About(hazard=hazard, division=division),
            by=acting(watch.officer),
            now=at,
        )

    return lodge

"""The county's story of what the desk asks and measures: told once however often, and no page of it is empty."""

from datetime import datetime, timedelta

from gongbao.briefing.items.actions import load_starting_data
from gongbao.briefing.targets.models import FirmFigure, Lag, Problem, Value
from gongbao.briefing.topics.models import Answer, Asked, Call
from gongbao.cli.demo import asking, figures, reporting
from gongbao.foundation.accounts.actions import ensure_roles
from gongbao.foundation.accounts.models import User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command


def test_the_story_of_topics_and_targets(client, db, settings):
    settings.DEMO = True
    began, now = datetime(2026, 1, 5, 9, tzinfo=CHINA), datetime(2026, 6, 29, 22, tzinfo=CHINA)
    ensure_roles(now=began)
    load_starting_data(by=command("test"), now=began)
    reporting.tell(began, now)
    for _ in range(2):
        asking.tell(now)
        figures.tell(now)
    assert Answer.objects.filter(point__isnull=False).count() == 6
    assert set(Call.objects.values_list("state", flat=True)) == {"open", "declined"}
    assert Asked.objects.filter(nothing_at__isnull=False).count() == 2
    assert Value.objects.filter(month=202605).count() == 72
    assert FirmFigure.objects.filter(month=202605).count() == 15
    assert {"open", "explained"} <= set(Lag.objects.values_list("state", flat=True))
    assert Problem.objects.filter(due_on__lt=now.date() - timedelta(days=1)).exists()
    client.force_login(User.objects.get(username="editor"))
    assert "一条没报的单位" in client.get("/topics/coverage/?month=202606").content.decode()
    assert "固定资产投资" in client.get("/targets/").content.decode()

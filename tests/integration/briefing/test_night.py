"""The night of the made-up county can be told twice and happens once."""

from tests.integration.briefing.people import acting

from gongbao.briefing.incidents import selectors
from gongbao.briefing.incidents.models import Incident, Report
from gongbao.cli.demo import night


def test_the_night_happens_once_and_in_time(line, now):
    began = now.replace(hour=2, minute=10)
    for _ in range(2):
        night.tell(line.desk, began, began, acting(line.editor), acting(line.officer), now)
    incident = Incident.objects.get()
    assert Report.objects.filter(incident=incident, unit=line.shimen, kind="follow-up").count() == 4
    assert not incident.clocks.filter(state="late").exists()
    assert [one.form for one in selectors.open_clocks(now, desk=line.desk)] == ["follow-up"]

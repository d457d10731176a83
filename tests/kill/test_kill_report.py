"""A phone, or the server's process, dies between sending an urgent report and its receipt: nothing is lost, and sent
again it is still one report, with its clocks, its log and one receipt.
"""

import os
import random  # noqa: TID251 (seeded, and the seed is printed)
import subprocess
import sys
import time
import uuid
from datetime import date
from pathlib import Path

import pytest

from gongbao.briefing.incidents.actions import load_starting_data
from gongbao.briefing.incidents.models import Clock, Incident, LogEntry, NumberSeries, Report
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.duties.models import Duty
from gongbao.foundation.events.actor import command
from tests.kill.report import send
from tests.processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
KILLS = 4


@pytest.fixture
def unit(now):
    load_starting_data(by=command("kill"), now=now)
    made = []
    for name, level, desk in (("信息科", "county", True), ("石门镇", "township", False)):
        body = Organisation.objects.create(kind="unit", name=name, region="999101", created_at=now)
        above = made[0] if made else None
        made.append(
            Unit.objects.create(
                organisation=body, level=level, short=name, desk=desk, reports_to=above, since=date(2026, 1, 1)
            )
        )
    return made[1]


def test_nothing_sent_is_lost_and_nothing_arrives_twice(unit):
    dice = random.Random(seed := 20260629)
    print("seed", seed)
    told = 0
    for _ in range(KILLS):
        phone = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.report", str(unit.pk), str(told)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": database_url()},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert phone.stdout is not None
        told = int(phone.stdout.readline())  # it runs
        time.sleep(dice.uniform(0.05, 0.6))
        phone.kill()
        told = max([told, *(int(line) for line in phone.stdout.read().split())])
        phone.wait(10)
        phone.stdout.close()
    arrived = set(Report.objects.values_list("offline_id", flat=True))
    assert {uuid.UUID(int=n) for n in range(1, told + 1)} <= arrived, "a receipt was given for what is not there"
    for number in range(1, told + 2):  # the phone cannot know: it sends everything again
        send(unit, number)
    reports = Report.objects.count()
    assert reports == Incident.objects.count() == told + 1
    assert Report.objects.values("receipt").distinct().count() == reports
    assert NumberSeries.objects.get(kind="receipt").last == reports, "no number is given twice, none is lost"
    assert LogEntry.objects.filter(kind="report").count() == reports
    written = Clock.objects.filter(unit=unit, form="written")
    assert (written.count(), written.filter(state="met").count()) == (reports, reports)
    assert Duty.objects.filter(party_id=unit.pk, kind="incident.report", state="open").count() == 0

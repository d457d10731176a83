"""The process that sends changes to subscribers is killed at random moments: everybody gets everything, in order."""

import os
import random  # noqa: TID251 (seeded, and the seed is printed)
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from gongbao.register.subscriptions.models import Delivery, ListEvent
from gongbao.register.subscriptions.pump import Pump
from tests.integration.subscriptions.conftest import (  # noqa: F401 (fixtures)
    BY,
    NOW,
    association,
    follow,
    receiver,
)
from tests.integration.subscriptions.test_versions import as_changes
from tests.processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
SUBSCRIBERS = 5
SENDS = """
import django; django.setup()
from django.conf import settings; settings.WEBHOOK_INSIDE = True
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import command
from gongbao.register.subscriptions.pump import Pump
print("begun", flush=True)
Pump(by=command("test"), clock=read_clock).run(seconds=60)
"""


def test_killed_in_mid_way_nothing_is_lost_and_the_order_is_kept(follow, receiver, tmp_path):  # noqa: F811 (fixtures)
    seed = random.randrange(10_000)
    print("seed", seed)
    chance = random.Random(seed)
    steps = [(party, what) for _ in range(12) for party in range(5) for what in ("list", "end")]
    ListEvent.objects.bulk_create(as_changes(steps))
    for one in range(SUBSCRIBERS):
        follow(f"/{one}")
    whole = ListEvent.objects.count()
    killed = 0
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", SENDS],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "gongbao.config.settings",
                "GONGBAO_DATA": str(tmp_path),
                "GONGBAO_SECRET_KEY": settings.SECRET_KEY,
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline().strip() == "begun"
        time.sleep(chance.uniform(0.05, 0.25))
        killed += process.poll() is None
        process.kill()
        process.wait()
        process.stdout.close()
    assert killed, "too quick to be killed"
    for hour in range(5):  # what a busy receiver did not take at once is due again later, by another clock
        later = NOW.replace(year=2036) + timedelta(hours=hour)
        Pump(by=BY, clock=lambda at=later: at).run(seconds=60)
        if not Delivery.objects.filter(state="waiting").exists():
            break
    assert Delivery.objects.filter(state="waiting").count() == 0
    for one in range(SUBSCRIBERS):
        found = receiver.took(f"/{one}")
        assert len(found) == whole
        newest = set()  # of each party: who has left is told of without a code, so its chain is followed instead
        for message in found:
            version, previous = message["data"]["version"], message["data"]["previous"]
            assert previous == 0 or previous in newest
            newest = newest - {previous} | {version}
        assert len(newest) == 5

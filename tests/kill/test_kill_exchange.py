"""Two installations, two databases, packages both ways, and one of the processes killed again and again: at the end
every package is there exactly once on both sides, in order, with a receipt.

The county has an address the city pushes nothing to (it collects); the county pushes to the city. Eight rounds;
GONGBAO_KILL_ROUNDS takes more.
"""

import json
import os
import random  # noqa: TID251 (seeded, and the seed is printed)
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.processes import database_url, free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("GONGBAO_KILL_ROUNDS", "8"))
EACH = 2  # packages a round and side
PARTS = 2  # of the file that goes up with each of them

SETTING = """
import io, json, sys
import django
django.setup()
from datetime import date
from gongbao.briefing.exchange import actions, signing
from gongbao.briefing.exchange.models import Peer
from gongbao.briefing.desk import actions as desk
from gongbao.briefing.items.actions import Draft, attach_file, begin_item, load_starting_data, lodge
from gongbao.briefing.units.actions import open_unit
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.clock import read_clock
from gongbao.foundation.events.actor import command
BY, now = command("kill test"), read_clock()
FILE = b"%PDF-1.4 " + bytes(700_000)  # two parts
asked = json.loads(sys.argv[1])

def unit(name, level, above=None, is_desk=False):
    body = Organisation.objects.create(kind="unit", name=name, region="999101", created_at=now)
    return open_unit(organisation=body, level=level, short=name, reports_to=above, desk=is_desk, by=BY, now=now)

if asked["do"] == "set-up":
    load_starting_data(by=BY, now=now)
    here = unit("信息科", asked["level"], is_desk=True)
    unit("下级", "county", here)
    User.objects.create_user("editor", display_name="某编辑")
    print(actions.own_key(by=BY, now=now).vkey)
elif asked["do"] == "meet":
    here = Unit.objects.get(desk=True)
    peer = actions.add_peer(desk=here, name="对方", vkey=asked["vkey"], side=asked["side"], tier="city",
        address=asked["address"], unit=None if asked["side"] == "above" else Unit.objects.get(short="下级"),
        by=BY, now=now)
    actions.confirm_key(peer=peer, key_id=peer.keys.get().pk, by=BY, now=now)
elif asked["do"] == "up":
    here, editor = Unit.objects.get(desk=True), User.objects.get(username="editor")
    for n in asked["numbers"]:
        draft = Draft(title=f"第{n}条", body=f"正文{n}。")
        made = begin_item(unit=Unit.objects.get(short="下级"), author=editor, draft=draft, by=BY, now=now)
        attach_file(item=made, stream=io.BytesIO(FILE + str(n).encode()), name=f"附件{n}.pdf", by=BY, now=now)
        made = lodge(item_id=made.pk, turn=None, by=BY, now=now)
        desk.claim(item_id=made.pk, editor=editor, turn=None, by=BY, now=now)
        text = desk.join_items(desk=here, items=[made.pk], editor=editor, by=BY, now=now)
        desk.adopt(manuscript_id=text.pk, use="upward", by=BY, now=now)
        actions.send_up(manuscript=text, peer=Peer.objects.get(), to="", signed_off_by="章某", by=BY, now=now,
            files=[one.pk for one in actions.files_of(text)])
elif asked["do"] == "down":
    for n in asked["numbers"]:
        actions.send_down(desk=Unit.objects.get(desk=True), kind="circular", title=f"通报{n}", words="内容。",
            peers=list(Peer.objects.all()), by=BY, now=read_clock())
"""


@dataclass
class Side:
    """One installation: its database, its processes."""

    name: str
    url: str
    data: Path
    port: int
    living: dict[str, subprocess.Popen] = field(default_factory=dict)

    def environment(self):
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "GONGBAO_DATA": str(self.data),
            "GONGBAO_SECRET_KEY": f"secret-of-{self.name}",
            "GONGBAO_LEDGER_ORIGIN": f"{self.name}.example/gongbao",
            "DJANGO_SETTINGS_MODULE": "gongbao.config.settings",
            "PGOPTIONS": "-c synchronous_commit=on",
        }

    def do(self, **asked):
        done = subprocess.run(
            [sys.executable, "-c", SETTING, json.dumps(asked)],
            env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    def begin(self, part):
        if part not in self.living:
            with (self.data / f"{part}.log").open("ab") as log:
                self.living[part] = subprocess.Popen(
                    [sys.executable, "-m", "tests.kill.exchange_side", part, str(self.port)],
                    env=self.environment(), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
                )  # fmt: skip

    def kill(self, part):
        """As a power cut would."""
        process = self.living.pop(part)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)

    def rows(self, query):
        with psycopg.connect(self.url, autocommit=True) as one:
            return one.execute(query).fetchall()


@pytest.fixture
def sides(tmp_path):
    """Two databases made from the test's own, which is empty."""
    home = database_url()
    name = connection.settings_dict["NAME"]
    connection.close()
    made = []
    with psycopg.connect(home.replace(f"/{name}", "/postgres"), autocommit=True) as admin:
        for side in ("county", "city"):
            admin.execute(f"DROP DATABASE IF EXISTS {name}_{side} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {name}_{side} TEMPLATE {name}")
            data = tmp_path / side
            data.mkdir()
            made.append(Side(side, home.replace(f"/{name}", f"/{name}_{side}"), data, free_port()))
        yield made
        for one in made:
            for part in list(one.living):
                one.kill(part)
        for side in ("county", "city"):
            admin.execute(f"DROP DATABASE IF EXISTS {name}_{side} WITH (FORCE)")


SENT = "SELECT sequence, id, state FROM exchange_sent WHERE peer_id IS NOT NULL ORDER BY sequence"
RECEIVED = "SELECT sequence, package, accepted FROM exchange_received ORDER BY at, sequence"


def settled(county, city):
    waits = [one.rows("SELECT count(*) FROM exchange_sent WHERE state = 'waiting'")[0][0] for one in (county, city)]
    return not any(waits)


def test_every_package_arrives_once_in_order_and_is_signed_for(sides):
    county, city = sides
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")
    dice = random.Random(seed)
    keys = {"county": county.do(do="set-up", level="county"), "city": city.do(do="set-up", level="city")}
    county.do(do="meet", side="above", vkey=keys["city"], address=f"http://127.0.0.1:{city.port}")
    city.do(do="meet", side="below", vkey=keys["county"], address="")
    parts = [(city, "web"), (county, "round"), (city, "round")]
    county.do(do="up", numbers=list(range(EACH * ROUNDS)))
    city.do(do="down", numbers=list(range(EACH * ROUNDS)))
    kills = 0
    for _ in range(ROUNDS):
        for side, part in parts:
            side.begin(part)
        time.sleep(dice.uniform(0.3, 2.5))
        for side, part in dice.choice([parts[:1], parts[1:2], parts[:2], parts]):
            side.kill(part)
            kills += 1
    for side, part in parts:
        side.begin(part)
    deadline = time.monotonic() + 150
    while not settled(county, city) and time.monotonic() < deadline:
        county.rows("UPDATE exchange_peer SET next_at = NULL RETURNING 1")  # it would wait up to half an hour
        time.sleep(0.3)
    whole = []
    for sender, receiver in ((county, city), (city, county)):
        sent, came = sender.rows(SENT), receiver.rows(RECEIVED)
        many = EACH * ROUNDS * (1 + PARTS if sender is county else 1)
        assert [one[2] for one in sent] == ["receipted"] * many, sent
        assert [one[:2] for one in sent] == [one[:2] for one in came], "not the same packages in the same order"
        assert all(one[2] for one in came)
        whole.append(len(came))
    items = city.rows("SELECT title FROM items_item ORDER BY lodged_at, number")
    assert sorted(one[0] for one in items) == sorted(f"第{n}条" for n in range(EACH * ROUNDS))
    assert city.rows("SELECT last_received FROM exchange_peer") == [(EACH * ROUNDS * (1 + PARTS),)]
    files = city.rows("SELECT a.name, f.size FROM files_attachment a JOIN files_storedfile f ON f.sha256 = a.file_id")
    assert sorted(files) == sorted((f"附件{n}.pdf", 700_009 + len(str(n))) for n in range(EACH * ROUNDS))
    assert city.rows("SELECT count(*) FROM exchange_heldpart") == [(0,)]
    print(f"{kills} kills, {whole[0]} up, {whole[1]} down")

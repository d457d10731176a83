"""A county whose lists change, organisations that follow them, and a receiver of messages on the loopback."""

import json
import threading
from collections import defaultdict
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gongbao.foundation.accounts.models import Membership, Organisation, Role, User
from gongbao.foundation.clock import CHINA
from gongbao.foundation.codes.models import Division
from gongbao.foundation.events.actor import command
from gongbao.register.entities.models import Entity, EntityCode, EntityName
from gongbao.register.listings import actions as listings
from gongbao.register.subscriptions import actions
from gongbao.register.subscriptions.pump import Pump

BY = command("test")


def at(year, month, day, hour=10, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


NOW = at(2026, 7, 8)


@pytest.fixture
def clock(monkeypatch):
    def set_(moment):
        monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: moment)

    set_(NOW)
    return set_


@pytest.fixture
def county(db):
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    return Organisation.objects.create(kind="authority", name="青岚县市场监督管理局", region="999101", created_at=NOW)


@pytest.fixture
def firm(county):
    made = iter(range(1, 10_000))

    def make(name="", region="999101001"):
        number = next(made)
        name = name or f"青岚县第{number}鲸茶业有限公司"
        entity = Entity.objects.create(
            name=name,
            code=f"91999101MA{number:08d}",
            category="enterprise",
            status="1",
            standing="active",
            established_on=date(2019, 5, 6),
            region=region,
            source="test",
            recorded_at=NOW,
            changed_at=NOW,
        )
        EntityCode.objects.create(value=entity.code, scheme="uscc", entity_id=entity.id)
        EntityName.objects.create(entity=entity, number=0, name=name, folded=name, grams=[])
        return entity

    return make


def list_(entity, when=NOW):
    return listings.list_entity(
        entity_id=entity.id, ground="unreachable", statement="两次专用信函退回", by=BY, now=when
    )


def remove(listing, when):
    """The firm can be reached again: applies, is verified and taken off."""
    asked = listings.apply_for_removal(
        entity_id=listing.entity_id, listing_id=listing.id, statement="已办理住所变更登记", by=BY, now=when
    )
    listings.verify_application(entity_id=listing.entity_id, application_id=asked.id, by=BY, now=when)
    listings.decide_removal(
        entity_id=listing.entity_id, application_id=asked.id, grant=True, reason="", by=BY, now=when
    )


def correct(listing, when):
    """The office finds that the entry was wrong."""
    listings.correct_entry(entity_id=listing.entity_id, listing_id=listing.id, reason="信函寄错了地址", by=BY, now=when)


def record(when=NOW, *, full=False):
    done = 0
    while count := actions.record_changes(by=BY, now=when, full=full):
        done += count
    return done


@pytest.fixture
def association(db):
    return Organisation.objects.create(kind="reader", name="青岚县茶业协会", region="999101", created_at=NOW)


@pytest.fixture
def person(db):
    def make(name, organisation, *permissions):
        role, _ = Role.objects.get_or_create(
            code=name, defaults={"zh": name, "en": name, "permissions": list(permissions)}
        )
        user = User.objects.create(username=name, display_name=name, is_active=True)
        Membership.objects.create(
            user=user, organisation=organisation, role=role, region="999101", since=date(2020, 1, 1)
        )
        return user

    return make


@pytest.fixture
def officer(person, association):
    return person("协会秘书", association, "lists.subscribe")


class Receiver:
    """What came in, by path; `answers` gives a path's next answers (a status each), 200 when none is left."""

    def __init__(self):
        self.got = defaultdict(list)
        self.answers = defaultdict(list)
        self.always = {}
        self.extra = {}
        self._lock = threading.Lock()

    def took(self, path):
        """The messages a path took, doubled ones once, in the order in which they first came."""
        seen, found = set(), []
        for given, body, status in self.got[path]:
            if status == 200 and given["webhook-id"] not in seen:
                seen.add(given["webhook-id"])
                found.append(json.loads(body))
        return found

    def answer(self, path, given, body):
        with self._lock:
            waiting = self.answers[path]
            status = waiting.pop(0) if waiting else self.always.get(path, 200)
            self.got[path].append((given, body, status))
        return status


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_INSIDE = True
    mine = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            whole = int(self.headers["content-length"])
            body = self.rfile.read(whole)
            if len(body) < whole:  # the sender was killed in mid-sentence: nothing was taken
                self.close_connection = True
                return
            given = {key.lower(): value for key, value in self.headers.items()}
            status = mine.answer(self.path, given, body)
            self.send_response(status)
            for key, value in mine.extra.get(self.path, {}).items():
                self.send_header(key, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        mine.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield mine
        server.shutdown()
        thread.join()


@pytest.fixture
def follow(association, receiver):
    def make(path="/in", since=0, organisation=None, **scope):
        return actions.subscribe(
            organisation_id=(organisation or association).id,
            label=f"协会系统{path}",
            url=receiver.url + path,
            scope=actions.Scope(**scope),
            by=BY,
            now=NOW,
            since=since,
        )

    return make


def pump(when=NOW, **options):
    """One run of the pump with the clock at a moment."""
    return Pump(by=BY, clock=lambda: when, **options).run(seconds=20)


def later(**delta):
    return NOW + timedelta(**delta)

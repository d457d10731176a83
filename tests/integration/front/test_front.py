"""The ASGI front as it runs: granian, its own routes, Django behind it, a real database."""

import http.client
import json
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from tests.processes import Program, database_url, free_port, wait_for_port

from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.live import push
from gongbao.foundation.ledger.actions import begin_log, publish_head
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.entities.models.entity import Category, Standing
from gongbao.register.records.models import Record

CODE = "91999101MA0000001A"
BODY = '{"name":"青岚县清溪竹木制品厂"}'.encode()

pytestmark = pytest.mark.django_db(transaction=True)


class Front:
    def __init__(self, port: int, data: Path):
        self.port, self.data = port, data

    def ask(self, path: str, method: str = "GET", **headers: str):
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            asking.request(method, path, headers={key.replace("_", "-"): value for key, value in headers.items()})
            answer = asking.getresponse()
            answer.body = answer.read()
            return answer
        finally:
            asking.close()


class Stream:
    """An open page listening to /live."""

    def __init__(self, port: int, query: str, cookie: str = ""):
        self.asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.asking.request("GET", f"/live?{query}", headers={"cookie": cookie} if cookie else {})
        self.answer = self.asking.getresponse()

    def event(self) -> dict:
        while True:
            line = self.answer.readline().decode()
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))
            assert line, "the stream ended"

    def close(self) -> None:
        self.answer.close()
        self.asking.close()


@pytest.fixture
def entity(transactional_db, now):
    one = Entity.objects.create(
        name="青岚县清溪竹木制品厂",
        code=CODE,
        category=Category.ENTERPRISE,
        standing=Standing.ACTIVE,
        status="active",
        source="test",
        recorded_at=now,
        changed_at=now,
    )
    EntityCode.objects.create(value=CODE, scheme="uscc", entity_id=one.pk)
    Record.objects.create(
        entity=one,
        version=1,
        record="00000000-0000-4000-8000-000000000001",
        etag="e" * 64,
        facts="f" * 64,
        reason="test",
        published_at=now,
        body=BODY,
        salt=b"s" * 32,
        commitment=b"c" * 32,
    )
    return one


@pytest.fixture(scope="module")
def front(django_db_setup, django_db_blocker, tmp_path_factory):
    """One server for all tests here; what they write into the database is committed, and flushed after each."""
    data, port = tmp_path_factory.mktemp("front"), free_port()
    with django_db_blocker.unblock():
        program = Program(data, "web", "--port", str(port))
    try:
        wait_for_port(port)
        yield Front(port, data)
    finally:
        program.stop()


def test_a_record_is_served_as_its_own_bytes(entity, front):
    answer = front.ask(f"/api/v1/records/{CODE}")
    assert (answer.status, answer.body) == (200, BODY)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-record-version"] == "1"
    tag = answer.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = front.ask(f"/api/v1/records/{CODE}", if_none_match=known)
        assert (again.status, again.body) == (304, b"")
    assert front.ask(f"/api/v1/records/{CODE.lower()}").body == BODY
    head = front.ask(f"/api/v1/records/{CODE}", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(BODY)))
    assert Client().get(f"/api/v1/records/{CODE}").content == BODY


def test_an_erased_record_is_gone_and_says_so(entity, front, now):
    Record.objects.update(body=None, salt=None, erased_at=now)
    answer = front.ask(f"/api/v1/records/{CODE}")
    assert answer.status == 410
    assert json.loads(answer.body)["errors"][0]["code"] == "record.erased"


def test_an_unknown_code_is_answered_in_words(front):
    answer = front.ask("/api/v1/records/91999101MA000000ZZ")
    assert answer.status == 404
    problem = json.loads(answer.body)["errors"][0]
    assert problem["zh"]
    assert problem["en"]


def test_who_asks_too_fast_is_told_when_to_come_back(entity, data_folder):
    port = free_port()
    rates = {"GONGBAO_RECORDS_PER_MINUTE": "60", "GONGBAO_RECORDS_BURST": "20"}
    program = Program(data_folder, "web", "--port", str(port), **rates)
    wait_for_port(port)
    front = Front(port, data_folder)
    answers = [front.ask(f"/api/v1/records/{CODE}") for _ in range(25)]
    refused = [answer for answer in answers if answer.status == 429]
    assert 3 <= len(refused) <= 5
    assert int(refused[0].headers["retry-after"]) >= 1
    assert json.loads(refused[0].body)["errors"][0]["code"] == "rate.share-used-up"
    assert front.ask("/healthz").status == 200
    program.stop()


def test_the_logs_files_are_served_and_nothing_else(front, settings, now):
    settings.DATA_DIR, settings.LEDGER_DIR = front.data, front.data / "ledger"
    begin_log(now=now)
    publish_head(now=now)
    (settings.LEDGER_DIR / "tile/0").mkdir(parents=True)
    (settings.LEDGER_DIR / "tile/0/000").write_bytes(b"x" * 8192)
    (front.data / "secret").write_text("secret")
    shown = front.ask("/ledger/checkpoint")
    assert (shown.status, shown.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert shown.headers["access-control-allow-origin"] == "*"
    tile = front.ask("/ledger/tile/0/000")
    assert (len(tile.body), tile.headers["content-type"]) == (8192, "application/octet-stream")
    assert "immutable" in tile.headers["cache-control"]
    assert front.ask("/ledger/tile/0/000", "HEAD").headers["content-length"] == "8192"
    for path in (
        "../secret",
        "..%2fsecret",
        "tile/0/../../../secret",
        "tile//0/000",
        "tile/64/000",
        "tile/0/000.p/256",
    ):
        assert front.ask(f"/ledger/{path}").status == 404, path
    assert front.ask("/ledger/tile/0/001").status == 404


def test_everything_else_is_djangos(front):
    assert front.ask("/audit/").status == 200
    assert front.ask("/no/such/page").status == 404
    assert "content-security-policy" in {key.lower() for key in front.ask("/no/such/page").headers}


def test_open_pages_hear_public_news(front):
    page = Stream(front.port, "topic=season:2025&topic=ledger")
    push(topic="season:2024", data={"n": 1})
    push(topic="season:2025", data={"n": 2})
    assert page.event() == {"topic": "season:2025", "n": 2}
    page.close()


def test_news_for_one_party_reaches_only_who_acts_for_it(front):
    user = User.objects.create_user("clerk", "not-used-here-2026", display_name="丁某某")
    client = Client()
    client.force_login(user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    mine, visitors = Stream(front.port, "topic=notices", cookie), Stream(front.port, "topic=notices")
    push(topic="notices", data={"for": "the clerk"}, audience=[f"user:{user.pk}"])
    push(topic="notices", data={"for": "somebody else"}, audience=["user:0"])
    push(topic="notices", data={"for": "all"})
    assert [mine.event()["for"], mine.event()["for"]] == ["the clerk", "all"]
    assert visitors.event()["for"] == "all"
    mine.close()
    visitors.close()


def test_a_made_up_cookie_is_a_visitor(front):
    page = Stream(
        front.port, "topic=notices", f"{settings.SESSION_COOKIE_NAME}={SessionStore()._get_new_session_key()}"
    )
    push(topic="notices", data={"for": "the clerk"}, audience=["user:1"])
    push(topic="notices", data={"for": "all"})
    assert page.event()["for"] == "all"
    page.close()


def test_who_listens_to_nothing_is_told(front):
    answer = front.ask("/live")
    assert answer.status == 400
    assert json.loads(answer.body)["errors"][0]["code"] == "live.no-topics"


def test_the_server_stops_at_once_with_pages_open(transactional_db, data_folder):
    port = free_port()
    program = Program(data_folder, "web", "--port", str(port))
    wait_for_port(port)
    page = Stream(port, "topic=ledger")
    begun = time.monotonic()
    code = program.stop()
    assert time.monotonic() - begun < 4
    assert code in {0, 1}
    page.close()
    assert "refused" not in (data_folder / "web.log").read_text()


def test_records_may_be_read_from_a_replica(entity, tmp_path):
    """The replica that is named is asked for records, and where it does not answer the next one; nothing else is."""
    port, name = free_port(), "to the replica"
    separator = "&" if "?" in database_url() else "?"
    reading = f"{database_url()}{separator}application_name={quote(name)}".replace("host=/", "host=/nowhere,/")
    program = Program(tmp_path, "web", "--port", str(port), GONGBAO_READ_URL=reading)
    try:
        wait_for_port(port)
        assert Front(port, tmp_path).ask(f"/api/v1/records/{CODE}").body == BODY
        with connection.cursor() as cursor:
            cursor.execute("SELECT query FROM pg_stat_activity WHERE application_name = %s", [name])
            (asked,) = cursor.fetchall()
        assert "records_record" in asked[0]
    finally:
        program.stop()

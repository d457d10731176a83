"""Overload, really: a server's only place is taken. What was typed is kept, programs are told when, turns are fair."""

import html
import http.client
import json
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlencode

import psycopg
import pytest
from django.test import Client
from tests.processes import Program, database_url, free_port, wait_for_port

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.filings import actions
from gongbao.register.filings.models import Filing

pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = datetime(2026, 6, 28, 12, 0, tzinfo=CHINA)
PAGE = "text/html,application/xhtml+xml"


@pytest.fixture
def served(data_folder):
    """serve(**limits): a web process of one place at work, and the port it answers on."""
    running = []

    def serve(**limits):
        port = free_port()
        limits = {"GONGBAO_FRONT_THREADS": "3", "GONGBAO_NOW": "2026-06-29T10:00:00+08:00", **limits}
        running.append(Program(data_folder, "web", "--port", str(port), **limits))
        wait_for_port(port)
        return port

    yield serve
    for one in running:
        one.stop()


class Browser:
    """Somebody signed in, with a browser."""

    def __init__(self, port, user):
        signed = Client()
        signed.force_login(user)
        self.port, self.cookies = port, {name: one.value for name, one in signed.cookies.items()}

    def ask(self, path, *, data=None, accept=PAGE, **headers):
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"accept": accept, "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data).encode()
            sent |= {"content-type": "application/x-www-form-urlencoded", "origin": f"http://127.0.0.1:{self.port}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            asking.request("GET" if data is None else "POST", path, body, sent)
            answer = asking.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")
        finally:
            asking.close()
        for value in answer.headers.get_all("set-cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer

    def token(self, page):
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)


@contextmanager
def filings_locked():
    """As if the disk stood still: whoever touches a filing waits."""
    with psycopg.connect(database_url()) as connection:
        connection.execute("LOCK TABLE filings_filing IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def kept_in(page):
    form = page.partition('id="kept"')[2].partition("</form>")[0]
    return {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    }


def wait_until(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def asking_database(count):
    """How many sessions wait for the lock."""
    with psycopg.connect(database_url(), autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return row[0] >= count


def test_what_was_typed_outlives_the_overload(served, town):
    actions.open_draft(entity_id=town.firm.id, year=2025, by=command("test"), now=YESTERDAY)
    port = served(GONGBAO_GATE_WAITING="1")
    clerk, other = Browser(port, town.clerk), Browser(port, town.helper)
    address = f"/my/{town.firm.id}/2025/fill/contact/"
    opened = clerk.ask(address)
    assert opened.status == 200
    assert "x-gongbao-account" not in opened.headers
    typed = {
        "csrfmiddlewaretoken": clerk.token(opened.text),
        "revision": "0",
        "go": "save",
        "address": '青岚县城关镇"茶市街"<script>18</script>号 & 后院',
        "phone": "0999-5551234",
    }
    with ThreadPoolExecutor(4) as pool, filings_locked():
        at_work = pool.submit(other.ask, address)
        wait_until(lambda: asking_database(1))
        waiting = pool.submit(other.ask, address)
        time.sleep(0.5)
        turned = clerk.ask(address, data=typed)
        assert (turned.status, turned.headers["cache-control"]) == (503, "no-store")
        assert 2 <= int(turned.headers["retry-after"]) <= 120
        assert kept_in(turned.text) == typed
        assert "<script>18" not in turned.text
        assert f'action="{address}"' in turned.text
        assert "refresh" not in turned.headers, "a form is sent again, not opened again"
        looked = clerk.ask(address + "?all=1")
        assert (looked.status, looked.headers["refresh"]) == (503, looked.headers["retry-after"])
        assert f'href="{address}?all=1"' in looked.text
        saved = clerk.ask(address, data=typed, x_autosave="1")
        assert saved.status == 503
        assert json.loads(saved.text)["errors"][0]["code"] == "busy.wait"
        told = clerk.ask("/api/v1/filings?code=x", accept="application/json")
        assert (told.status, told.headers["content-type"]) == (503, "application/json")
        assert told.headers["retry-after"]
        began = time.monotonic()
        assert clerk.ask("/static/web/js/waiting.js").status == 200
        assert time.monotonic() - began < 5, "what the page needs is served however many wait"
        foreign = clerk.ask(address, data=typed, origin="http://elsewhere.example", sec_fetch_site="cross-site")
        assert foreign.status == 503
        assert kept_in(foreign.text) == {}, "another site's form must not become ours"
        secret = clerk.ask("/accounts/login/", data={"login": "x", "password": "geheim-123"})
        assert "geheim-123" not in secret.text
        assert not at_work.done()
    assert at_work.result(30).status == 200
    assert waiting.result(30).status == 200
    sent = clerk.ask(address, data=kept_in(turned.text))
    assert sent.status == 302
    values = Filing.objects.get(entity=town.firm).draft["values"]
    assert values["address"] == typed["address"]


def test_who_hangs_up_gives_the_place_up(served, town):
    actions.open_draft(entity_id=town.firm.id, year=2025, by=command("test"), now=YESTERDAY)
    port = served(GONGBAO_GATE_WAITING="1")
    clerk, other = Browser(port, town.clerk), Browser(port, town.helper)
    address = f"/my/{town.firm.id}/2025/fill/contact/"
    with ThreadPoolExecutor(4) as pool:
        with filings_locked():
            at_work = pool.submit(other.ask, address)
            wait_until(lambda: asking_database(1))
            impatient = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            impatient.request("GET", address, headers={"accept": PAGE})
            time.sleep(0.5)
            assert clerk.ask(address).status == 503
            impatient.close()
            time.sleep(1.0)
            waiting = pool.submit(clerk.ask, address)
            time.sleep(0.5)
            assert not waiting.done(), "the place of who hung up is free"
        assert at_work.result(30).status == 200
        assert waiting.result(30).status == 200


@pytest.mark.timeout(180)
def test_a_program_in_a_hurry_delays_itself_not_a_clerk(served, town):
    port = served(GONGBAO_GATE_PATIENCE="60", GONGBAO_GATE_EACH="40")
    clerk, program = Browser(port, town.clerk), Browser(port, town.helper)
    for one in (clerk, program):
        assert one.ask("/my/").status == 200
    stop, waits, statuses = threading.Event(), [], set()

    def hurry():
        while not stop.is_set():
            began = time.monotonic()
            statuses.add(program.ask("/my/").status)
            waits.append(time.monotonic() - began)

    with ThreadPoolExecutor(24) as pool:
        running = [pool.submit(hurry) for _ in range(24)]
        wait_until(lambda: len(waits) > 30, seconds=60)
        clerks = []
        for _ in range(8):
            began = time.monotonic()
            assert clerk.ask("/my/").status == 200
            clerks.append(time.monotonic() - began)
        stop.set()
        for one in running:
            one.result(60)
    assert statuses == {200}
    typical, hurried = statistics.median(clerks), statistics.median(waits)
    print(f"a clerk waits {typical * 1000:.0f} ms, each of the program's requests {hurried * 1000:.0f} ms")
    assert typical < hurried / 4

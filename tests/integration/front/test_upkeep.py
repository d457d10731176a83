"""Health, readiness and figures as those who look after the machine get them."""

import re

import psycopg
import pytest
from tests.integration.front.test_front import Front
from tests.processes import Program, database_url, free_port, wait_for_port

from gongbao.foundation.ledger.actions import begin_log

LAST = "app = 'ledger' AND name = '0003_replayed'"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def front(now, data_folder):
    begin_log(now=now)
    port = free_port()
    web = Program(data_folder, "web", "--port", str(port), "--workers", "2", GONGBAO_METRICS_TOKEN="let me in")
    try:
        wait_for_port(port)
        yield Front(port, data_folder)
    finally:
        web.stop()


def value(text: str, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


def test_the_house_tells_how_it_is(front):
    assert front.ask("/healthz").body == b"ok\n"
    assert front.ask("/readyz").body == b'{"database":true,"migrations":true}'
    for _ in range(6):  # by both processes, as it happens
        front.ask("/api/v1/records/91999101MA0000009X")
    text = front.ask("/metrics").body.decode()
    assert value(text, 'gongbao_requests_total{part="record",status="404"}') == 6
    assert value(text, 'gongbao_request_seconds_count{part="record"}') == 6
    assert value(text, "gongbao_ledger_waiting") == 0
    assert value(text, "gongbao_ledger_stopped") == 0
    assert len(re.findall(r"^# TYPE gongbao_requests_total ", text, re.MULTILINE)) == 1
    assert "91999101" not in text

    assert front.ask("/metrics", x_forwarded_for="203.0.113.9").status == 403
    assert front.ask("/metrics", x_forwarded_for="203.0.113.9", authorization="Bearer let me out").status == 403
    assert front.ask("/metrics", x_forwarded_for="203.0.113.9", authorization="Bearer let me in").status == 200


def test_a_database_of_another_shape_is_not_ready(now, data_folder):
    begin_log(now=now)
    with psycopg.connect(database_url(), autocommit=True) as database:
        row = database.execute(
            "DELETE FROM django_migrations WHERE app = 'ledger' AND name = '0003_replayed' RETURNING *"
        )
        taken = row.fetchone()
        port = free_port()
        web = Program(data_folder, "web", "--port", str(port))
        try:
            wait_for_port(port)
            answer = Front(port, data_folder).ask("/readyz")
            assert (answer.status, answer.body) == (503, b'{"database":true,"migrations":false}')
        finally:
            web.stop()
            database.execute("INSERT INTO django_migrations VALUES (%s, %s, %s, %s)", taken)

"""Whatever a program sends: never an error of ours, always one of the four words it can act on, in both languages.

The requests come from the OpenAPI description (schemathesis): such as it allows, and such as it does not.
"""

import json
import os
from io import BytesIO
from urllib.parse import urlencode

import orjson
import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from tests.made_reports import enterprise

from gongbao.api.endpoints import api
from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actor import command

EXAMPLES = int(os.environ.get("GONGBAO_ANY_EXAMPLES", "8"))
pytestmark = pytest.mark.django_db
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def key(town, now):
    made = accounts.create_token(
        user=town.helper,
        organisation=town.agent,
        permissions=[Permission.FILING_SUBMIT],
        purpose="test",
        days=365,
        by=command("test"),
        now=now,
    )
    return made.key


def send(case, headers):
    """The case as a request to the application."""
    path = f"{case.formatted_path}?{urlencode(case.query or {}, doseq=True)}"
    if "multipart" in (case.media_type or ""):
        given = case.body if isinstance(case.body, dict) else {}
        form = {name: BytesIO(one) if isinstance(one, bytes) else str(one) for name, one in given.items()}
        return Client().post(path, form, headers=headers)
    body = json.dumps(case.body).encode() if case.method in {"POST", "PUT", "PATCH"} and has(case.body) else b""
    return Client().generic(case.method, path, body, content_type="application/json", headers=headers)


def has(body) -> bool:
    """Whether the case has a body that JSON can say."""
    try:
        json.dumps(body)
    except TypeError:
        return False
    return True


def check(answer) -> None:
    assert answer.status_code < 500, answer.content
    if answer.status_code < 400:
        return
    problems = orjson.loads(answer.content)["errors"]
    assert problems
    for one in problems:
        assert set(one) == {"code", "zh", "en", "field"}
        assert one["code"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in one["zh"]), one
        assert one["en"]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_breaks_it(label, key, town):
    operation = OPERATIONS[label]

    @QUICK
    @given(st.data())
    def any_request(data):
        mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        known = data.draw(st.booleans())
        with transaction.atomic():
            check(send(case, {"Authorization": f"Bearer {key}"} if known else {}))
            transaction.set_rollback(True)

    any_request()


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=50),
    st.sampled_from(["", "\x00", "１２", "1e400", "-0", "9" * 400, "2025-02-30", "\u202e", "0x10", "١٢", "٣/٤", " 1 "]),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
)


def post(where, body, key):
    headers = {"Authorization": f"Bearer {key}"}
    return Client().generic("POST", f"/api/v1/filings{where}", body, content_type="application/json", headers=headers)


@pytest.mark.timeout(120)
def test_no_answer_in_a_report_breaks_it(key, town):
    fields = sorted(enterprise())

    @settings(QUICK, max_examples=6 * EXAMPLES)
    @given(st.dictionaries(st.sampled_from(fields), ODD, min_size=1, max_size=4), st.sampled_from(["", "/dry-run"]))
    def any_report(odd, where):
        body = {"code": town.firm.code, "year": 2025, "values": {**enterprise(), **odd}, "shown": {}}
        with transaction.atomic():
            check(post(where, json.dumps(body).encode(), key))
            transaction.set_rollback(True)

    any_report()


HALF = b'{"code":"\\ud800","year":1,"values":{}}'  # half a character, as JSON may say it
NUL = b'{"code":"\\u0000","year":1,"values":{}}'


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"{}{}", b'{"code":1e999}', HALF, NUL]
)
@pytest.mark.parametrize("path", ["", "/dry-run", "/corrections"])
def test_no_body_breaks_it(body, path, key):
    answer = post(path, body, key)
    assert 400 <= answer.status_code < 500
    check(answer)


@pytest.mark.parametrize("odd", ["%00", "%ED%A0%80", "9" * 30, "-1", "%FF", "x" * 3000, "%F0%9F%8D%B5"])
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/entities?q={}",
        "/api/v1/entities?q=a&page={}",
        "/api/v1/entities/suggestions?q={}",
        "/api/v1/records/{}",
        "/api/v1/records/{}/versions?before={}",
        "/api/v1/listings?region={}&after={}",
        "/api/v1/filings/receipts/{}",
        "/search/?q={}",
        "/search/?q=a&page={}&region={}",
        "/e/{}/",
        "/lists/?region={}&page={}",
        "/receipt/{}/",
        "/audit/?size={}",
    ],
)
def test_no_address_breaks_it(path, odd, client, town):
    answer = client.get(path.format(odd, odd))
    assert answer.status_code < 500
    if path.startswith("/api/"):
        check(answer)

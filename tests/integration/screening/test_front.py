"""The open checks as the front answers them, without Django: refused in words, never with an error."""

import asyncio
import json
from urllib.parse import quote

import pytest

from gongbao.config import front_screening

pytestmark = pytest.mark.django_db
HUAXIN, CODE = "青岚县花鲸信科技有限公司", "91999101MA0AGENT0X"


@pytest.fixture
def front(version, desk, clock, monkeypatch):
    desk.current(version.known_at)
    monkeypatch.setattr(front_screening, "desk", desk)
    served = front_screening.Screening()
    served._looked = float("inf")  # there is nothing newer to look for

    def ask(path, query=b""):
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"method": "GET", "path": path, "query_string": query}
        assert served.serves(scope)
        asyncio.run(served.serve(scope, send))
        return sent[0]["status"], json.loads(b"".join(one.get("body", b"") for one in sent))

    return ask


def named(text, encoding="utf-8"):
    return b"name=" + quote(text.encode(encoding)).encode()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (HUAXIN, "same"),
        (f"某商行 {CODE}", "same"),
        ("Microsoft", "none"),
        (CODE[:-1], "unreadable"),
        ("", "unreadable"),
    ],
)
def test_a_name_is_answered_with_a_receipt(front, text, outcome):
    status, told = front(front_screening.NAMES, named(text))
    assert (status, told["rows"][0]["outcome"]) == (200, outcome)


def test_a_code_is_answered_and_what_is_none_is_said(front):
    for code, outcome in ((CODE, "same"), (f"{CODE[:8]}-{CODE[8:]}", "same"), ("X", "unreadable")):
        assert front(front_screening.CODES + code)[1]["rows"][0]["outcome"] == outcome


def test_bad_requests_are_refused_in_words(front):
    for query in (named("花鲸信", "gb18030"), b"name=\xff", b"code=%ff"):
        status, told = front(front_screening.NAMES, query)
        assert (status, told["errors"][0]["code"]) == (422, "screening.letters-lost")
    assert front(front_screening.NAMES, named(HUAXIN) + b"&x=1" * 5_000)[0] == 200

"""The public page of the ledger: heads page by page, each as signed text, growth over three spans."""

import pytest
from django.test import Client

from gongbao.foundation.ledger import selectors

pytestmark = pytest.mark.django_db


def test_heads_page_by_page_and_as_text(ledger):
    for _ in range(13):
        ledger.grow(1)
    client = Client()
    first = client.get("/audit/").content.decode()
    assert "/audit/heads/13/" in first
    assert "/audit/heads/3/" not in first
    assert "before=4" in first
    older = client.get("/audit/?before=4").content.decode()
    assert "/audit/heads/3/" in older
    assert "/audit/heads/4/" not in older
    answer = client.get("/audit/heads/3/")
    assert answer.content.decode() == selectors.checkpoint_text(3)
    assert client.get("/audit/heads/99/").status_code == 404
    assert client.get(f"/audit/heads/{10**30}/").status_code == 404


@pytest.mark.parametrize(
    "query", ["span=day", "span=month", "span=year", "span=x", "before=x", "before=99999999999999"]
)
def test_any_query_has_its_page(ledger, query):
    ledger.grow(3)
    answer = Client().get(f"/audit/?{query}")
    assert answer.status_code == 200
    assert "gongbao mirror" in answer.content.decode()

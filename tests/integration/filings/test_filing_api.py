"""Annual reports for programs: dry run, filing, correcting, receipts; a key reaches only its mandates."""

from datetime import datetime

import pytest
from tests.made_reports import enterprise

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.register.filings.models import FilingVersion

NOON = datetime(2026, 6, 29, 12, 0, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def on_29_june(monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON)


@pytest.fixture
def key(town, now):
    """A program's key for the agent."""
    made = accounts.create_token(
        user=town.helper,
        organisation=town.agent,
        permissions=[Permission.FILING_SUBMIT],
        purpose="代理记账软件",
        days=30,
        by=command("test"),
        now=now,
    )
    return {"Authorization": f"Bearer {made.key}"}


def post(client, path, body, headers=None):
    return client.post(f"/api/v1/filings{path}", body, content_type="application/json", headers=headers or {})


def report(firm, **changed):
    return {"code": firm.code, "year": 2025, "values": enterprise(**changed), "shown": {"tax": True}}


def test_the_form_is_open_to_all(client, forms):
    answer = client.get("/api/v1/filings/forms/enterprise/2025").json()
    assert answer["edition"] == 1
    assert answer["definition"]["sections"][0]["id"] == "contact"
    assert client.get("/api/v1/filings/forms/enterprise/2012").status_code == 404


def test_a_dry_run_and_a_filing(client, town, key):
    seen = post(client, "/dry-run", report(town.firms[1], assets="三百万"), key).json()
    assert seen["may_file"] is False
    assert seen["errors"][0]["field"] == "assets"
    assert not FilingVersion.objects.exists()
    answer = post(client, "", report(town.firms[1]), key)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["year"], told["version"], told["channel"], told["late"]) == (2025, 1, "api", False)
    assert post(client, "", report(town.firms[1]), key).json()["receipt"] == told["receipt"]
    assert FilingVersion.objects.count() == 1
    checked = client.get(f"/api/v1/filings/receipts/{told['receipt']}").json()
    assert checked["proof"]["state"] == "recorded"
    assert client.get(told["published"]).json()["year"] == 2025
    listed = client.get("/api/v1/filings", {"code": town.firms[1].code}, headers=key).json()
    assert [one["receipt"] for one in listed] == [told["receipt"]]


def test_every_error_is_told_in_both_languages(client, town, key):
    answer = post(client, "", report(town.firms[1], assets="x", contributions=[{"name": "甲某某"}]), key)
    assert answer.status_code == 422
    told = {one["field"]: one for one in answer.json()["errors"]}
    assert told["assets"]["zh"].startswith("资产总额：")
    assert told["contributions.0.subscribed"]["en"].startswith("Subscribed and paid-in contributions line 1")


def test_a_correction(client, town, key):
    post(client, "", report(town.firms[1]), key)
    wrong = post(client, "/corrections", {**report(town.firms[1], tax="15"), "reason": ""}, key)
    assert wrong.json()["errors"][0]["code"] == "filing.reason-missing"
    told = post(client, "/corrections", {**report(town.firms[1], tax="15"), "reason": "填错"}, key).json()
    assert told["version"] == 2


def test_others_do_not_even_learn_that_a_code_exists(client, town, key):
    client.force_login(town.stranger)
    assert post(client, "", report(town.firm)).status_code == 404
    assert post(client, "/dry-run", report(town.firm)).status_code == 404
    assert post(client, "", {**report(town.firm), "code": "91999101MA99999999"}).status_code == 404


def test_without_a_key_nothing_is_filed(client, town):
    assert post(client, "", report(town.firm)).status_code == 401
    client.force_login(town.clerk)
    assert post(client, "", report(town.firm)).status_code == 201

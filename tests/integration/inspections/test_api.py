"""Inspections by the API: results to everybody, work to the office whose it is, pages that end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gongbao.foundation.accounts import actions as accounts
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.actor import command
from gongbao.register.inspections import actions, api
from gongbao.register.inspections.models import Origin

from .conftest import NOW, acting
from .test_correction import decide, propose, published, second  # noqa: F401 (fixtures)
from .test_story import seen, take

ROOT = "/api/v1/inspections"


@pytest.fixture
def at(monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOW + timedelta(days=1))


@pytest.fixture
def checked(people, firm):
    """checked(number): a firm checked without a finding, its result published."""

    def make(number):
        entity = firm(number)
        brief = actions.Brief(origin=Origin.ORDER, origin_id=f"交办{number}号", title="专项检查", reason="交办")
        inspection = actions.open_targeted(
            entity_id=entity.id, brief=brief, inspector_codes=["QL001", "QL002"], by=acting(people["reviewer"]), now=NOW
        )
        about = {"entity_id": entity.id, "inspection_id": inspection.id}
        take(inspection, people["甲一"], seen())
        actions.conclude(found=[], codes=["1"], words="", by=acting(people["甲一"]), now=NOW, **about)
        return actions.publish_result(by=acting(people["reviewer"]), now=NOW, **about)

    return make


def test_results_for_everybody(checked, client, monkeypatch, at):
    monkeypatch.setattr(api, "PAGE", 2)
    numbers = {checked(place).number for place in (1, 2, 3)}
    first = client.get(f"{ROOT}/results", {"region": "999101", "year": 2025}).json()
    assert (len(first["results"]), first["next_page"]) == (2, 2)
    last = client.get(f"{ROOT}/results", {"region": "999101", "year": 2025, "page": 2}).json()
    assert (len(last["results"]), last["next_page"]) == (1, None)
    assert {one["number"] for one in first["results"] + last["results"]} == numbers
    assert first["results"][0]["results"] == [{"code": "1", "zh": "未发现问题", "en": "No problem found"}]
    assert first["results"][0]["origin"] == "targeted"  # an order or a complaint: not told
    for nothing in ({"region": "11"}, {"category": "individual"}, {"year": 2024}, {"code": "9", "list_id": "x"}):
        assert client.get(f"{ROOT}/results", nothing).json()["results"] == []
    tally = client.get(f"{ROOT}/numbers", {"region": "999101"}).json()
    assert (tally["year"], tally["opened"], tally["published"], tally["published_late"]) == (2025, 3, 3, 0)
    assert tally["by_category"] == [{"key": "enterprise", "list_id": "double-random-2019", "code": "1", "count": 3}]
    assert [one["key"] for one in tally["by_place"]] == ["999101001"]
    lists = client.get(f"{ROOT}/codes").json()
    assert {"double-random-2019", "publicity-2014"} <= {one["id"] for one in lists}
    assert client.get(f"{ROOT}/results/0190a000-0000-7000-8000-000000000000").status_code == 404


def test_a_corrected_result(published, people, second, client, at):  # noqa: F811 (fixtures)
    done = decide(propose(published, people["reviewer"]), second)
    got = client.get(f"{ROOT}/results/{done.result_id}").json()
    assert (got["versions"], got["proof"]) == (2, f"/inspections/results/{done.result_id}/proof/2/")
    assert [one["code"] for one in got["results"]] == ["3"]
    (correction,) = got["corrections"]
    assert [one["code"] for one in correction["before"]] == ["2", "3"]
    assert [one["code"] for one in correction["after"]] == ["3"]
    assert (correction["reason"], correction["version"]) == (done.reason, 2)
    assert (correction["commitment"], got["commitment"] != correction["commitment"]) == (
        bytes(done.commitment).hex(),
        True,
    )
    assert "proposed_by" not in str(got)


def test_the_offices_own_work(published, people, second, office, client, at):  # noqa: F811 (fixtures)
    assert client.get(f"{ROOT}/work").status_code == 401
    client.force_login(people["甲一"])
    assert client.get(f"{ROOT}/work").status_code == 403  # an inspector manages nothing
    client.logout()
    made = accounts.create_token(
        user=people["reviewer"],
        organisation=office,
        permissions=[Permission.INSPECTION_MANAGE],
        purpose="工作量统计",
        days=30,
        by=command("test"),
        now=NOW,
    )
    key = {"Authorization": f"Bearer {made.key}"}
    assert client.get(f"{ROOT}/work", headers=key).json() == {"inspections": [], "next_page": None}
    (done,) = client.get(f"{ROOT}/work", {"state": "published"}, headers=key).json()["inspections"]
    assert (done["number"], done["state"], done["due_on"]) == (published.number, "published", None)
    assert [one["name"] for one in done["inspectors"]] == ["甲一", "乙二"]
    propose(published, people["reviewer"])
    (waiting,) = client.get(f"{ROOT}/work", {"state": "correcting"}, headers=key).json()["inspections"]
    assert waiting["inspection"] == done["inspection"]
    whole = client.get(f"{ROOT}/work/{done['entity']}/{done['inspection']}", headers=key).json()
    assert [one["kind"] for one in whole["findings"]] == ["late-report", "false"]
    assert whole["result"] is not None
    assert client.get(f"{ROOT}/work/{10**30}/{done['inspection']}", headers=key).status_code == 404
    assert client.get(f"{ROOT}/load", headers=key).json() == []
    assert client.get(f"{ROOT}/work", {"state": "nonsense"}, headers=key).status_code == 422


def test_another_countys_office_sees_nothing(published, office, person, client, at):  # noqa: F811 (fixtures)
    from gongbao.foundation.accounts.models import Membership, Organisation  # noqa: PLC0415 (only here)

    other = Organisation.objects.create(kind="authority", name="邻县市场监督管理局", region="999102", created_at=NOW)
    stranger = person("stranger", "regulator", other)
    Membership.objects.filter(user=stranger).update(region="999102")
    client.force_login(stranger)
    assert client.get(f"{ROOT}/work", {"state": "published"}).json()["inspections"] == []
    assert client.get(f"{ROOT}/work/{published.entity_id}/{published.id}").status_code == 404
    manage = reverse("inspections:manage", args=[published.entity_id, published.id])
    assert client.get(manage).status_code == 403

"""Targets as a leader reads them: what lags first and why, of the own place only."""

from datetime import date

import pytest
from tests.integration.briefing.people import acting
from tests.integration.briefing.targets_line import JUNE

from gongbao.briefing.targets import actions, selectors
from gongbao.briefing.targets.models import Lag
from gongbao.foundation.accounts.models import Membership, Organisation, Role, User


@pytest.fixture
def head(line, now):
    """A leader of the county, who is in no unit of the line."""
    body = Organisation.objects.create(kind="unit", name="青岚县领导", region="999101", created_at=now)
    user = User.objects.create_user("xian", display_name="县某")
    Membership.objects.create(
        user=user, organisation=body, role=Role.objects.get(pk="leader"), region="999101", since=date(2026, 1, 1)
    )
    return user


def test_a_leader_reads_what_lags_first_and_why(line, measured, imported, head, client, now):
    imported(
        [
            ["石门镇", "固定资产投资", JUNE, 10, 60, 8.5, 100],
            ["松坪镇", "固定资产投资", JUNE, 10, 55, 8.5, 100],
            ["石门镇", "税收", JUNE, 1, 20, "", 100],
            ["松坪镇", "税收", JUNE, 1, 48, "", 100],
        ]
    )
    actions.flag_lags(by=acting(line.editor), now=now)
    lag = Lag.objects.get()
    actions.explain(lag_id=lag.pk, cause="茶厂停产", measures="七月复产", by=acting(line.officer), now=now)
    client.force_login(head)
    answer = client.get(f"/read/targets/?month={JUNE}")
    assert [(one.indicator.name, one.state.tone, one.behind) for one in answer.context["rows"]] == [
        ("税收", "late", 1),
        ("固定资产投资", "done", 0),
    ]
    assert answer.context["chart"].categories == ["税收", "固定资产投资"]
    page = answer.content.decode()
    assert "茶厂停产" in page
    assert "七月复产" in page
    detail = client.get(f"/read/targets/{measured['税收'].pk}/?month={JUNE}")
    assert [row["unit"] for row in detail.context["table"].rows] == ["石门镇", "松坪镇"]


def test_a_leader_reads_the_figures_of_the_own_place_only(line, measured, imported, head, client, now):
    imported([["石门镇", "税收", JUNE, 1, 20, "", 100]])
    Organisation.objects.filter(name="青岚县领导").update(region="999102")
    client.force_login(head)
    assert client.get("/read/targets/").context["desk"] is None
    assert client.get(f"/read/targets/{measured['税收'].pk}/").status_code == 404
    client.force_login(line.officer)
    assert client.get("/read/targets/").status_code == 403


def test_months_with_figures_are_the_newest_first_whatever_lies_between(line, measured, imported):
    for month in (202512, 202603, JUNE):
        imported([["石门镇", "税收", month, 1, 20, "", 100]])
    assert selectors.months(line.desk) == [JUNE, 202603, 202512]
    assert selectors.latest_month(line.desk) == JUNE
    assert selectors.months(line.shimen) == []


def test_the_slowest_come_first_and_those_without_a_target_last(line, measured, imported):
    imported(
        [["松坪镇", "税收", JUNE, 1, 20, "", ""], ["石门镇", "税收", JUNE, 1, 30, "", 100]],
    )
    tax = measured["税收"]
    assert [one.unit.short for one in selectors.of_month(tax, JUNE)] == ["松坪镇", "石门镇"]
    assert [one.unit.short for one in selectors.slowest_first(tax, JUNE)] == ["石门镇", "松坪镇"]

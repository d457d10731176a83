"""A firm, its own people, and the agents it engages."""

import pytest

from gongbao.foundation.accounts import actions, policies, selectors
from gongbao.foundation.accounts.directory import Firm
from gongbao.foundation.accounts.models import Organisation, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal


def test_an_agent_acts_from_the_grant_until_the_end(office, now):
    mandate = actions.engage_agent(entity_id=7, agent_code="91999101ma0000002y", by=office.by, now=now)
    assert policies.may(office.helper, Permission.FILING_SUBMIT, entity_id=7)
    assert [m.organisation for m in selectors.agents_of([7])] == [office.agent]
    actions.end_mandate(mandate=mandate, by=office.by, now=now)
    assert not policies.may(office.helper, Permission.FILING_SUBMIT, entity_id=7)


@pytest.mark.parametrize("code", ["", "91999101MA0000001X", "91999101MA0000009Z"])
def test_only_an_agent_can_be_engaged(office, now, code):
    with pytest.raises(Refusal, match=r"^mandate\.not-an-agent:"):
        actions.engage_agent(entity_id=7, agent_code=code, by=office.by, now=now)


def test_a_firms_organisation_is_made_once(office, now):
    firm = Firm(entity_id=8, name="青岚县竹里机械厂", code="91999101MA0000003Z", region="999101002")
    first = actions.organisation_of_firm(firm=firm, by=office.by, now=now)
    assert actions.organisation_of_firm(firm=firm, by=office.by, now=now) == first
    assert selectors.own_entities([first.pk]) == [8]
    assert Organisation.objects.filter(code=firm.code).count() == 1


def test_an_agents_mandate_is_not_its_own_firm(office, now):
    actions.engage_agent(entity_id=7, agent_code=office.agent.code, by=office.by, now=now)
    assert selectors.own_entities([office.agent.pk]) == []
    assert list(policies.entity_ids(User.objects.get(pk=office.helper.pk))) == [7]

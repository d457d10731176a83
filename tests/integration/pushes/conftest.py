"""Two market authorities of two provinces, each with its officer."""

from datetime import date

import pytest
from tests.integration.listings.conftest import county, register

from gongbao.foundation.accounts.models import Membership, Organisation, Role, User

__all__ = ["county", "register"]


@pytest.fixture
def elsewhere(now):
    return Organisation.objects.create(
        kind="authority", name="海云省白沙县市场监督管理局", region="980101", created_at=now
    )


@pytest.fixture
def officer(now):
    def make(name, organisation):
        role, _ = Role.objects.get_or_create(
            code="facts", defaults={"zh": "报送", "en": "facts", "permissions": ["fact.submit", "duty.see-office"]}
        )
        user = User.objects.create(username=name, display_name=name, is_active=True)
        Membership.objects.create(
            user=user, organisation=organisation, role=role, region=organisation.region, since=date(2020, 1, 1)
        )
        return user

    return make

"""A small made-up register for instant information, with an office and a department."""

import pytest
from tests.integration.listings.conftest import county, register

from gongbao.foundation.accounts.models import Organisation

__all__ = ["county", "register"]


@pytest.fixture
def department(now, county):
    return Organisation.objects.create(kind="department", name="青岚县应急管理局", region="999101", created_at=now)

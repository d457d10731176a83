"""The county of the screening tests, with a court's officer and the office's supervisor."""

import pytest
from tests.integration.screening.conftest import (  # noqa: F401 (fixtures)
    BY,
    at,
    bank,
    banker,
    clock,
    county,
    desk,
    firm,
    listed,
    person,
    version,
)

from gongbao.foundation.accounts.models import Organisation
from gongbao.register.consultations.actions import ensure_purposes


@pytest.fixture
def court(now, county):  # noqa: F811 (a fixture)
    ensure_purposes(by=BY, now=now)
    return Organisation.objects.create(kind="department", name="青岚县人民法院", region="999101", created_at=now)


@pytest.fixture
def clerk(person, court):  # noqa: F811 (a fixture)
    return person("申某某", court, "consult.use")


@pytest.fixture
def supervisor(person, county):  # noqa: F811 (a fixture)
    return person("辛某某", county, "consult.supervise", region="999101")

"""What the foundation asks the register about firms."""

import pytest

from gongbao.foundation.accounts import directory
from gongbao.register.entities.models import Entity, EntityCode

pytestmark = pytest.mark.django_db


def test_a_firm_is_found_by_its_present_code_and_by_id(now):
    firm = Entity.objects.create(
        name="青岚县松月茶业有限公司",
        code="91999101MA0000001X",
        category="enterprise",
        status="active",
        standing="active",
        region="999101003",
        source="test",
        recorded_at=now,
        changed_at=now,
    )
    EntityCode.objects.create(value=firm.code, scheme="uscc", entity_id=firm.pk)
    EntityCode.objects.create(value="999101000000001", scheme="regno", entity_id=firm.pk, valid_to=now.date())
    found = directory.firm_with_code(firm.code)
    assert found == directory.Firm(firm.pk, firm.name, firm.code, "999101003")
    assert directory.firm_with_code("999101000000001") is None
    assert directory.firm_with_code("") is None
    assert directory.firms([firm.pk, firm.pk + 1]) == {firm.pk: found}

"""A small made-up register: enterprises, shops and cooperatives of 青岚县, some filed, some not."""

from datetime import date

import pytest

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.codes.models import Division
from gongbao.register.entities.models import Entity
from gongbao.register.filings.models import Filing, ReportForm


@pytest.fixture
def county(now):
    Division.objects.create(
        code="999101", name="青岚县", full_name="青岚县", level=3, valid_from=date(2000, 1, 1), source="test"
    )
    return Organisation.objects.create(kind="authority", name="青岚县市场监督管理局", region="999101", created_at=now)


@pytest.fixture
def register(now, county):
    """entity(...) makes one; category, standing, set-up day and region as given."""

    def entity(
        number, category="enterprise", standing="active", established=date(2019, 5, 6), region="999101001", **kw
    ):
        return Entity.objects.create(
            name=kw.pop("name", f"青岚第{number}茶业有限公司"),
            code=kw.pop("code", f"9199910{number:04}"),
            category=category,
            status="1",
            standing=standing,
            established_on=established,
            region=region,
            source="test",
            recorded_at=now,
            changed_at=now,
            **kw,
        )

    return entity


@pytest.fixture
def file_report(now):
    """file(entity, year, at): a submitted report, written straight into the tables."""

    def file(entity, year=2025, at=None):
        form, _ = ReportForm.objects.get_or_create(
            year=year, category=entity.category, edition=1, defaults={"definition": {}, "citation": "R24:9[C]"}
        )
        return Filing.objects.create(
            entity=entity, year=year, form=form, versions=1, first_submitted_at=at or now, draft={}
        )

    return file

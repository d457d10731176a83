"""An officer enters a paper report: found in the own area only, errors come back with what was typed."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.made_reports import individual

from gongbao.foundation.accounts.models import Role
from gongbao.foundation.clock import CHINA
from gongbao.foundation.files.models import Attachment
from gongbao.register.filings.models import FilingVersion

NOON = datetime(2026, 6, 29, 12, 0, tzinfo=CHINA)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@pytest.fixture
def officer(client, town, monkeypatch):
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON)
    Role.objects.filter(code="regulator").update(second_factor=False)
    client.force_login(town.regulator)
    return client


def test_finding_and_entering(officer, entity):
    shop = entity(9, "individual", name="青岚县城关松月茶行")
    text = officer.get(reverse("filings:paper-find"), {"q": shop.code}).content.decode()
    assert reverse("filings:paper-enter", args=[shop.id, 2025]) in text
    address = reverse("filings:paper-enter", args=[shop.id, 2025])
    assert 'name="revenue"' in officer.get(address).content.decode()
    wrong = officer.post(address, {**individual(revenue="很多"), "received_on": "2026-06-28", "shown.content": "false"})
    assert wrong.status_code == 422
    assert 'value="很多"' in wrong.content.decode()
    scan = SimpleUploadedFile("年报.png", PNG)
    given = {**individual(), "received_on": "2026-06-28", "shown.content": "false", "scans": scan}
    done = officer.post(address, given, follow=True)
    version = FilingVersion.objects.get()
    assert version.receipt in done.content.decode()
    assert (version.channel, version.shown) == ("paper", {"content": False})
    assert Attachment.objects.get(subject_id=str(version.id)).name == "年报.png"
    assert "本年度已报" in officer.get(reverse("filings:paper-find"), {"q": shop.code}).content.decode()


def test_only_the_own_area(officer, entity):
    elsewhere = entity(10, "individual", name="云泽县茶行", region="999102001")
    assert "没有找到" in officer.get(reverse("filings:paper-find"), {"q": elsewhere.code}).content.decode()
    address = reverse("filings:paper-enter", args=[elsewhere.id, 2025])
    assert officer.get(address).status_code == 403

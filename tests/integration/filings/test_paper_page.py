"""An officer enters a paper report: found in the own area only, errors come back with what was typed."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.made_reports import individual

from gongbao.foundation.accounts.models import Role
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.actor import command
from gongbao.foundation.files.models import Attachment
from gongbao.register.filings import actions as filings
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
    assert "扫描件要再选一次" not in wrong.content.decode()
    lost = officer.post(address, {**individual(revenue="很多"), "scans": SimpleUploadedFile("年报.png", PNG)})
    assert "扫描件要再选一次" in lost.content.decode()
    scan = SimpleUploadedFile("年报.png", PNG)
    given = {**individual(), "received_on": "2026-06-28", "shown.content": "false", "scans": scan}
    done = officer.post(address, given, follow=True)
    version = FilingVersion.objects.get()
    assert version.receipt in done.content.decode()
    assert (version.channel, version.shown) == ("paper", {"content": False})
    assert Attachment.objects.get(subject_id=str(version.id)).name == "年报.png"
    assert "打印回执" in done.content.decode()
    assert "本年度已报" in officer.get(reverse("filings:paper-find"), {"q": shop.code}).content.decode()


def test_only_the_own_area(officer, entity):
    elsewhere = entity(10, "individual", name="云泽县茶行", region="999102001")
    assert "没有找到" in officer.get(reverse("filings:paper-find"), {"q": elsewhere.code}).content.decode()
    address = reverse("filings:paper-enter", args=[elsewhere.id, 2025])
    assert officer.get(address).status_code == 403


def test_received_today_entered_later_counts_from_the_day_received(officer, entity, monkeypatch):
    shop = entity(9, "individual", name="青岚县城关松月茶行")
    noted = reverse("filings:paper-receive", args=[shop.id, 2025])
    desk = officer.post(noted, {"received_on": "2026-06-29"}, follow=True).content.decode()
    assert "已登记收到" in desk
    assert reverse("filings:paper-enter", args=[shop.id, 2025]) in desk
    assert not FilingVersion.objects.exists()
    monkeypatch.setattr("gongbao.web.middleware.read_clock", lambda: NOON + timedelta(days=4))
    address = reverse("filings:paper-enter", args=[shop.id, 2025])
    assert 'value="2026-06-29"' in officer.get(address).content.decode()
    assert "还有 6 个工作日" in officer.get(reverse("filings:paper-find")).content.decode()
    given = {**individual(), "received_on": "2026-06-29", "shown.content": "false"}
    receipt = officer.post(address, given, follow=True).content.decode()
    version = FilingVersion.objects.get()
    assert version.receipt in receipt
    assert not version.late
    after = officer.get(reverse("filings:paper-find")).content.decode()
    assert version.receipt in after
    assert f'href="{address}"' not in after


def test_the_desk_of_another_office_shows_nothing_of_ours(officer, entity, town, client):
    shop = entity(9, "individual", name="青岚县城关松月茶行")
    officer.post(reverse("filings:paper-receive", args=[shop.id, 2025]), {"received_on": "2026-06-29"})
    client.force_login(town.clerk)
    assert client.get(reverse("filings:paper-find")).status_code == 403
    assert client.post(reverse("filings:paper-receive", args=[shop.id, 2025])).status_code == 403
    assert client.get(reverse("filings:paper-receipt", args=[shop.id, 2025])).status_code == 403


def test_what_paper_does_not_take_is_said_at_the_desk(officer, entity):
    firm = entity(11)
    text = officer.post(
        reverse("filings:paper-receive", args=[firm.id, 2025]), {"received_on": "2026-06-29"}, follow=True
    ).content.decode()
    assert "只有个体工商户可以报送纸质年度报告" in text
    shop = entity(12, "individual", name="青岚县城关松月茶行")
    tomorrow = officer.post(
        reverse("filings:paper-receive", args=[shop.id, 2025]), {"received_on": "2026-06-30"}, follow=True
    )
    assert "不能晚于今天" in tomorrow.content.decode()
    assert officer.get(reverse("filings:paper-receipt", args=[shop.id, 2025])).status_code == 404


def test_last_years_figures_stand_beside_the_paper(officer, entity):
    shop = entity(9, "individual", name="青岚县城关松月茶行")
    filings.file_report(
        entity_id=shop.id,
        year=2024,
        values=individual(revenue="17.2"),
        shown={},
        by=command("test"),
        now=NOON.replace(year=2025, month=3),
    )
    text = officer.get(reverse("filings:paper-enter", args=[shop.id, 2025])).content.decode()
    assert "上年：17.2" in text
    given = {**individual(revenue="186000"), "received_on": "2026-06-29", "shown.content": "false", "tax": "x"}
    wrong = officer.post(reverse("filings:paper-enter", args=[shop.id, 2025]), given).content.decode()
    assert "是不是把元当成了万元" in wrong

"""An association takes the lists as files, has changes sent, sees what was sent, acknowledges a correction."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long


def test_anybody_takes_the_files_and_sees_corrections(page: Page, look):
    page.goto("/lists/abnormal/")
    page.get_by_role("link", name="整份文件、变化与订阅").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("名录文件与订阅")
    look(page, "lists-files")
    with page.expect_download() as taken:
        page.get_by_role("link", name=re.compile("下载整份")).click()
    assert taken.value.suggested_filename.startswith("gongbao-lists-")
    with page.expect_download() as part:
        page.get_by_role("button", name="下载变化").click()
    assert part.value.suggested_filename.endswith(".csv")
    page.goto("/lists/changes/")
    look(page, "lists-changes")
    page.goto("/lists/corrections/")
    look(page, "lists-corrections")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_text("还没有确认")).to_be_visible()
    look(page, "lists-correction")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "lists-correction-phone")
    page.goto("/lists/files/")
    look(page, "lists-files-phone")


def test_an_officer_follows_the_lists_and_acknowledges_a_correction(page: Page, sign_in, look):
    sign_in(page, "association")
    page.goto("/subscriptions/")
    look(page, "subscriptions")
    page.get_by_role("link", name="会员管理系统").click()
    expect(page.get_by_text("HTTP 503").first).to_be_visible()
    look(page, "subscription")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "subscription-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/subscriptions/")
    page.get_by_label("用途").fill("客户尽调系统")
    page.get_by_label(re.compile("^接收地址")).fill("https://10.0.0.5/hook")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("接收地址必须是公网主机名").first).to_be_visible()
    look(page, "subscription-refused")
    page.get_by_label(re.compile("^接收地址")).fill("")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记")).to_be_visible()
    page.goto("/subscriptions/")
    page.get_by_role("table", name="发给本机构的更正通知").get_by_role("link").first.click()
    page.get_by_role("button", name="已按通知更正，确认").click()
    expect(page.get_by_text("写进公开的确认名单")).to_be_visible()
    look(page, "correction-acknowledged")
    found = json.loads(page.request.get("/api/v1/lists/corrections").text())
    assert found[0]["acknowledged"] == 1


def test_the_office_sees_who_follows(page: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/subscriptions/")
    expect(page.get_by_text("青岚县茶业协会").first).to_be_visible()
    look(page, "office-subscriptions")

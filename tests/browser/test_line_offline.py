"""A township without a line: the officer opens the form, writes and lodges with no network at all; what the phone keeps
is one's own, says how old it is, and is gone after signing out."""

import re

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long

READY = "没有网络时，这些页面也能用。"


def write(page: Page, title: str, text: str) -> None:
    page.get_by_label("标题").fill(title)
    page.get_by_label("正文").fill(text)


def until(page: Page, script: str, argument: object = None) -> None:
    """Wait until the page's own answer is true."""
    for _ in range(60):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"never true: {script}")


def kept_addresses(page: Page) -> list[str]:
    """What the phone keeps, without the assets."""
    found = page.evaluate(
        """async () => { const found = [];
        for (const name of await caches.keys())
          for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
        return found; }"""
    )
    return sorted(one for one in found if not one.startswith("/static/") and one != "/report/worker-user")


def test_the_form_opens_without_a_network_and_two_texts_stay_two(phone: Page, sign_in, look):
    sign_in(phone, "officer")
    phone.goto("/report/")
    expect(phone.get_by_text(READY)).to_be_visible(timeout=30_000)
    look(phone, "line-home-kept-phone")
    phone.context.set_offline(True)
    phone.goto("/report/new/")
    expect(phone.get_by_text(re.compile("没有网络。这是 .+ 存在本机的一页"))).to_be_visible()
    write(phone, "没有网时写的第一条", "6月29日，石门镇后山道路中断，正在抢通。")
    phone.get_by_role("button", name="报送", exact=True).click()
    expect(phone.get_by_text("有网络时自动报送")).to_be_visible()
    look(phone, "line-write-no-network-phone")
    first = phone.locator("#item-form input[name=page]").input_value()
    phone.goto("/report/new/#fresh")
    phone.reload()
    write(phone, "没有网时写的第二条", "6月29日，石门镇后山道路已抢通。")
    assert phone.locator("#item-form input[name=page]").input_value() != first
    phone.get_by_role("button", name="报送", exact=True).click()
    expect(phone.get_by_text("有网络时自动报送")).to_be_visible()
    assert phone.goto("/report/").status == 503
    expect(phone.get_by_role("heading", name="没有网络")).to_be_visible()
    expect(phone.get_by_text("本机还有 2 条没有存到服务器")).to_be_visible()
    look(phone, "line-no-network-phone")
    phone.context.set_offline(False)
    phone.goto("/report/")
    phone.reload()
    for title in ("没有网时写的第一条", "没有网时写的第二条"):
        expect(phone.get_by_role("link", name=title)).to_have_count(1)
    expect(phone.get_by_text("没有存到服务器")).to_have_count(0)


def test_ones_own_draft_opens_as_the_server_has_it(phone: Page, sign_in, look):
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    expect(phone.get_by_text(READY)).to_be_visible(timeout=30_000)
    write(phone, "路上接着写", "上午写的")
    expect(phone.get_by_text("已存到服务器")).to_be_visible()
    phone.wait_for_url(re.compile("/write/$"))
    address = phone.url
    until(phone, """async (path) => (await (await caches.match(path))?.text())?.includes("上午写的")""", address)
    phone.context.set_offline(True)
    phone.goto(address)
    expect(phone.get_by_label("正文")).to_have_value("上午写的")
    phone.get_by_label("正文").fill("上午写的，路上又添了一句")
    expect(phone.get_by_text("没有网络。已存在本机").first).to_be_visible()
    look(phone, "line-draft-no-network-phone")
    phone.context.set_offline(False)
    expect(phone.get_by_text("已存到服务器")).to_be_visible()
    phone.goto(address)
    expect(phone.get_by_label("正文")).to_have_value("上午写的，路上又添了一句")


def test_the_urgent_form_opens_although_it_was_never_opened_before(phone: Page, sign_in):
    sign_in(phone, "officer")
    phone.goto("/report/")
    expect(phone.get_by_text(READY)).to_be_visible(timeout=30_000)
    phone.context.set_offline(True)
    phone.goto("/report/urgent/new/")
    phone.get_by_label("什么事").select_option(label="地质灾害")
    phone.get_by_label("在哪里").fill("石门镇南涧村")
    phone.get_by_label("发生了什么").fill("路边塌方，两户被围。")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_text(re.compile("1 份报告还没有发送"))).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="现在发送").click()
    expect(phone.get_by_text(re.compile("已收到。收条"))).to_be_visible()
    phone.goto("/report/urgent/")
    expect(phone.get_by_role("table")).to_contain_text("石门镇南涧村")


def test_only_writing_pages_are_kept_and_signing_out_clears_them(phone: Page, sign_in):
    sign_in(phone, "officer")
    phone.goto("/report/")
    expect(phone.get_by_text(READY)).to_be_visible(timeout=30_000)
    phone.get_by_role("main").locator("a[href^='/report/items/']").first.click()
    phone.goto("/report/unit/")
    assert kept_addresses(phone) == ["/report/new/", "/report/offline/", "/report/urgent/", "/report/urgent/new/"]
    phone.locator("summary.tool-user").click()
    phone.get_by_role("button", name="退出").click()
    expect(phone.get_by_role("link", name="登录")).to_be_visible()
    until(phone, "async () => (await caches.keys()).length === 0")
    phone.context.set_offline(True)
    assert phone.goto("/report/new/").status == 503
    expect(phone.get_by_role("heading", name="没有网络")).to_be_visible()
    expect(phone.get_by_label("标题")).to_have_count(0)

"""A township's officer writes on a phone with a bad line: nothing is lost, nothing doubles, and it is always said where
the text is."""

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long

TITLE = "石门镇北坡便道塌方，3户出行受阻"
TEXT = "6月29日上午，石门镇北坡便道塌方约12米，3户11人出行受阻，已设警示，无伤亡。"


def offline(page: Page, gone: bool) -> None:
    page.context.set_offline(gone)


def write(page: Page, title: str, text: str) -> None:
    page.get_by_label("标题").fill(title)
    page.get_by_label("正文").fill(text)


def test_a_text_survives_the_line_and_arrives_once(phone: Page, sign_in, look):
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    expect(phone.get_by_role("heading", name="报一条")).to_be_visible()
    look(phone, "line-write-phone")
    offline(phone, True)
    write(phone, TITLE, TEXT)
    expect(phone.get_by_text("没有网络。已存在本机")).to_be_visible()
    phone.get_by_role("button", name="报送", exact=True).click()
    expect(phone.get_by_text("有网络时自动报送")).to_be_visible()
    look(phone, "line-write-offline-phone")
    offline(phone, False)
    phone.goto("/report/")
    expect(phone.get_by_role("link", name=TITLE)).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("link", name=TITLE)).to_have_count(1)
    expect(phone.get_by_text("没有存到服务器")).to_have_count(0)
    look(phone, "line-home-phone")
    phone.get_by_role("link", name=TITLE).click()
    expect(phone.get_by_role("main")).to_contain_text("已报送，等信息科认领")
    look(phone, "line-item-phone")


def test_a_page_closed_in_the_middle_comes_back(phone: Page, sign_in):
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    offline(phone, True)
    write(phone, "写到一半", "刚写了开头")
    expect(phone.get_by_text("已存在本机")).to_be_visible()
    phone.wait_for_timeout(500)
    phone.goto("about:blank")
    offline(phone, False)
    phone.goto("/report/new/")
    expect(phone.get_by_label("标题")).to_have_value("写到一半")
    expect(phone.get_by_text("已存到服务器")).to_be_visible()
    phone.get_by_label("正文").fill("刚写了开头，又写了几句")
    expect(phone.get_by_text("已存在本机")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("正文")).to_have_value("刚写了开头，又写了几句")


def test_a_session_lost_while_writing_brings_the_text_back_after_signing_in(phone: Page, sign_in, look):
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    phone.context.clear_cookies()
    write(phone, "会话丢了", "但字没有丢")
    expect(phone.get_by_text("登录已过期。您写的已存在本机。")).to_be_visible()
    look(phone, "line-write-signed-out-phone")
    phone.get_by_role("link", name="重新登录").click()
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    expect(phone.get_by_label("标题")).to_have_value("会话丢了")
    expect(phone.get_by_text("已存到服务器")).to_be_visible()


def test_signing_out_asks_first_and_leaves_nothing_behind(phone: Page, sign_in):
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    offline(phone, True)
    write(phone, "只在这部手机上", "还没有发出去")
    expect(phone.get_by_text("已存在本机")).to_be_visible()
    phone.wait_for_timeout(500)
    phone.goto("about:blank")
    offline(phone, False)
    phone.goto("/account/")
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.locator("summary.tool-user").click()
    phone.get_by_role("button", name="退出").click()
    expect(phone.get_by_role("link", name="登录", exact=True)).to_be_visible()
    sign_in(phone, "officer")
    phone.goto("/report/new/")
    expect(phone.get_by_label("标题")).to_have_value("")


def test_two_who_write_at_once_see_both_texts(page: Page, phone: Page, sign_in, look):
    """The same officer on a desk computer and on a phone is two pages as well."""
    sign_in(page, "officer")
    page.goto("/report/new/")
    write(page, "两处同时写", "电脑上写的第一句")
    expect(page.get_by_text("已存到服务器")).to_be_visible()
    address = page.url
    sign_in(phone, "officer")
    phone.goto(address)
    phone.get_by_label("正文").fill("手机上写的另一句")
    expect(phone.get_by_text("已存到服务器")).to_be_visible()
    page.get_by_label("正文").fill("电脑上写的第一句，又添了几个字")
    expect(page.get_by_text("同事刚保存过这一条")).to_be_visible()
    page.get_by_role("button", name="看两份文字").click()
    expect(page.get_by_role("main")).to_contain_text("两个人都改了这一条")
    expect(page.get_by_label("正文")).to_have_value("电脑上写的第一句，又添了几个字")
    look(page, "line-conflict")
    page.get_by_role("link", name="用对方的，不要我的").click()
    expect(page.get_by_label("正文")).to_have_value("手机上写的另一句")

"""An editor sends upward and sees what became of it; the chief compares keys; a leader finds something on a phone."""

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long


def test_an_editor_sends_upward_and_writes_down_what_came_of_it(page: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/exchange/?box=waiting")
    expect(page.get_by_role("heading", name="往来")).to_be_visible()
    look(page, "exchange-waiting")
    page.get_by_role("link", name="上报 茶小绿叶蝉").click()
    look(page, "exchange-send")
    page.get_by_label("报给谁").select_option(label="青云市信息科")
    page.get_by_label("签发人").fill("科某某")
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_role("main")).to_contain_text("待送达")
    look(page, "exchange-sent")
    page.goto("/exchange/?box=out")
    page.get_by_role("link", name="石门镇夏茶开采").click()
    expect(page.get_by_role("main")).to_contain_text("已签收")
    expect(page.get_by_role("main")).to_contain_text("市级采用")
    page.get_by_text("对方的签收回执").click()
    look(page, "exchange-receipt")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/exchange/?box=in")
    expect(page.get_by_role("link", name="青云市七月份信息报送要点")).to_be_visible()
    look(page, "exchange-in-phone")
    page.get_by_role("link", name="青云市七月份信息报送要点").click()
    page.get_by_role("button", name="发给各单位阅读").click()
    expect(page.get_by_text("已发给各单位阅读。").first).to_be_visible()
    look(page, "exchange-circular-phone")


def test_the_chief_sees_keys_and_fingerprints(page: Page, sign_in, look):
    sign_in(page, "chief")
    page.goto("/exchange/peers/")
    expect(page.get_by_role("heading", name="本系统公钥")).to_be_visible()
    look(page, "exchange-peers")
    page.get_by_role("link", name="交给对方的公钥页").click()
    look(page, "exchange-key")


@pytest.mark.parametrize("who", ["leader"])
def test_a_leader_searches_on_a_phone(phone: Page, sign_in, look, who):
    sign_in(phone, who)
    phone.goto("/read/")
    look(phone, "memory-start-phone")
    box = phone.get_by_role("navigation", name="我的工作").get_by_role("searchbox", name="查找")
    box.fill("村口 鮮葉")
    box.press("Enter")
    expect(phone.get_by_role("main").get_by_role("heading", level=2).first).to_contain_text("鲜叶运输")
    look(phone, "memory-search-phone")
    phone.get_by_role("main").get_by_role("heading", level=2).first.get_by_role("link").click()
    expect(phone.get_by_role("main")).to_contain_text("鲜叶")
    phone.goto("/memory/leader/")
    look(phone, "memory-leader-phone")


def test_a_unit_sees_its_own_page(page: Page, sign_in, look):
    sign_in(page, "officer")
    page.goto("/report/memory/")
    expect(page.get_by_role("main")).to_contain_text("市级采用")
    look(page, "memory-unit")
    page.goto("/memory/?q=石门镇 转移")
    look(page, "memory-search")

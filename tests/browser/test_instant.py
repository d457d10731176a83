"""A firm's instant information in a real browser: what a department knows already, looked at, published, corrected."""

from playwright.sync_api import Page, expect


def test_a_licence_known_to_the_department_is_published_with_one_look(page: Page, sign_in, look):
    sign_in(page, "clerk")
    page.goto("/my/instant/")
    expect(page.get_by_text("青岚县应急管理局 已公示，内容已替您带出")).to_be_visible()
    look(page, "instant-firm")
    page.get_by_role("link", name="核对并公示").click()
    expect(page.get_by_label("许可文件编号")).to_have_value("AQ-2026-027")
    page.get_by_role("button", name="看公众将看到什么").click()
    expect(page.get_by_role("heading", name="公众将看到")).to_be_visible()
    look(page, "instant-preview")
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.get_by_text("已公示，并已入账。")).to_be_visible()
    look(page, "instant-published")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/my/instant/")
    look(page, "instant-firm-phone")


def test_the_office_sees_who_is_late_and_what_expired(page: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/instant/")
    expect(page.get_by_role("table")).to_contain_text("已逾期")
    look(page, "instant-office")
    page.get_by_role("link", name="全部责令").click()
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("已列入")
    look(page, "instant-order")

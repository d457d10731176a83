"""A bank officer, a registrar, and a firm that says: not us."""

import re

from playwright.sync_api import Page, expect


def test_a_bank_officer_screens_a_list_and_watches_a_firm(page: Page, sign_in, look):
    sign_in(page, "banker")
    page.goto("/screening/jobs/")
    look(page, "screening-jobs")
    page.get_by_role("link", name="贷后检查名单.csv").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已完成")
    expect(page.get_by_text("同一家").first).to_be_visible()
    look(page, "screening-job")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "screening-job-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载结果（Excel）").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.goto("/screening/watch/")
    page.get_by_label("名称").fill("临溪县某某鲸茶业有限公司")
    page.get_by_role("button", name="关注", exact=True).click()
    expect(page.get_by_text("已开始关注")).to_be_visible()
    look(page, "screening-watch")


def test_a_pasted_list_goes_in_and_is_answered(page: Page, sign_in, town):
    sign_in(page, "banker")
    page.goto("/screening/jobs/")
    page.get_by_label("粘贴名称或代码").fill("青岚县无此户有限公司\n云岭县也无此户商行")
    page.get_by_role("button", name="开始核验").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("粘贴的名单")


def test_the_registrar_has_one_field_and_one_answer(page: Page, sign_in, look):
    sign_in(page, "registrar")
    page.goto("/office/check/")
    page.get_by_label("代码或名称").fill("青岚县无此户有限公司")
    page.get_by_role("button", name=re.compile("查询")).click()
    expect(page.get_by_text("不在名录中，可以办理")).to_be_visible()
    look(page, "registrar-check")


def test_a_firm_says_not_us(page: Page, sign_in, look):
    page.goto("/lists/abnormal/")
    listed = page.get_by_role("main").get_by_role("link", name=re.compile("公司$")).first.inner_text()
    sign_in(page, "clerk")
    page.goto(f"/screening/?q={listed.removeprefix('青岚县').removeprefix('青岚')}")
    page.get_by_role("link", name="被认作这一家，但不是我们").first.click()
    page.get_by_label("有什么不同").fill("代码、住所都不同")
    page.get_by_role("button", name="提出").click()
    expect(page.get_by_text("机关最迟答复")).to_be_visible()
    look(page, "not-us")

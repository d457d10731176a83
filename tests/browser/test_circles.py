"""A court's clerk consults for a case, the office's supervisor sees that, an officer pushes to another province."""

import re

from playwright.sync_api import Page, expect


def test_a_courts_clerk_consults_for_a_case_and_follows_a_firm(page: Page, sign_in, look):
    sign_in(page, "court")
    page.goto("/consult/")
    look(page, "consult")
    page.get_by_label("用途").select_option("court-case")
    page.get_by_label("案号或文件编号").fill("（2026）青执字第21号")
    page.get_by_label("代码或名称").fill("青岚县无此户有限公司")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第21号")
    expect(page.get_by_text("散列").first).to_be_visible()
    look(page, "consult-one")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/consult/follow/")
    expect(page.get_by_text("（2026）青执字第15号").first).to_be_visible()
    look(page, "consult-follow-phone")


def test_the_supervisor_reads_the_log_and_the_purposes(page: Page, sign_in, look):
    sign_in(page, "auditor")
    page.goto("/office/consultations/")
    expect(page.get_by_text("青岚县人民法院").first).to_be_visible()
    look(page, "consult-log")
    page.get_by_role("link", name="查询用途").click()
    look(page, "consult-purposes")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "consult-purposes-phone")


def test_an_officer_pushes_a_penalty_to_another_province(page: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/pushes/")
    look(page, "pushes")
    page.get_by_role("link", name="白沙县某某商贸有限公司").click()
    look(page, "push-one")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载签名文件").click()
    assert taken.value.suggested_filename.endswith(".json")
    page.get_by_text("已用别的办法发送").click()
    page.get_by_label("怎样发送").select_option("letter")
    page.get_by_label("凭据").fill("青市监函〔2026〕3号")
    page.get_by_role("button", name="记录发送").click()
    expect(page.get_by_text("推送义务完成")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("待回执"))
    page.goto("/office/pushes/received/")
    look(page, "pushes-received")
    page.goto("/office/pushes/new/")
    look(page, "push-new")


def test_an_officer_finds_where_former_listings_are_entered(page: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/serious/")
    page.get_by_role("link", name="录入系统启用前的列入").click()
    look(page, "serious-former")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "serious-former-phone")

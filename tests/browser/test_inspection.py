"""An inspector's day in a real browser: the visit without a network, sent later, concluded, reviewed, published."""

import re

from playwright.sync_api import Page, expect


def fill(page: Page) -> None:
    page.get_by_role("checkbox", name="已向对方出示执法证件").check()
    page.get_by_role("radio", name="已检查", exact=True).check()
    first = page.locator("fieldset.question").first
    first.get_by_role("radio", name="是").check()
    page.get_by_label("看到的、听到的").fill("地下室仓库，账册齐全，人数与社保一致。")
    page.get_by_role("radio", name="当场手写签名").check()
    page.get_by_label("签字人姓名").fill("某负责人")
    page.get_by_role("checkbox", name=re.compile("我已阅读以上记录")).check()
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 120, steps=6)
    page.mouse.up()


def test_a_visit_in_a_basement(phone: Page, page: Page, sign_in, look):
    sign_in(phone, "inspector")
    phone.goto("/inspect/")
    expect(phone.get_by_role("heading", name="今日检查")).to_be_visible()
    expect(phone.get_by_text("没有网络时，这些页面也能用。")).to_be_visible()
    look(phone, "inspect-today-phone")
    stop = phone.locator(".route a").first
    firm = stop.inner_text()
    phone.context.set_offline(True)
    phone.reload()
    phone.locator(".route a").first.click()
    expect(phone.get_by_role("heading", name=firm)).to_be_visible()
    fill(phone)
    look(phone, "inspect-offline-phone")
    phone.get_by_role("button", name="提交检查记录").click()
    expect(phone.get_by_text("这部手机上有 1 份记录等待发送。")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("检查记录已收到。")).to_be_visible()
    phone.goto("/inspect/")
    phone.get_by_role("link", name=firm).click()
    look(phone, "inspect-visit-phone")
    phone.get_by_role("link", name="看记录、作结论").click()
    phone.get_by_role("checkbox", name=re.compile("未发现问题")).check()
    phone.get_by_role("button", name="结束检查，送复核").click()
    expect(phone.get_by_text("检查已结束，等待其他人员复核")).to_be_visible()
    sign_in(page, "regulator")
    page.goto("/office/inspections/?show=concluded")
    look(page, "inspect-work")
    page.get_by_role("link", name=firm).click()
    look(page, "inspect-manage")
    page.get_by_role("button", name="同意并公示").click()
    expect(page.get_by_text("结果已公示并入账")).to_be_visible()
    page.goto("/inspections/")
    expect(page.get_by_role("link", name=firm)).to_be_visible()
    look(page, "inspect-results")
    page.get_by_role("link", name=firm).click()
    look(page, "inspect-result")


def test_a_result_is_corrected(page: Page, phone: Page, sign_in, look):
    """The regulator proposes a correction of a result without a finding, the signer publishes it."""
    phone.goto("/inspections/?code=double-random-2019:1")
    look(phone, "inspect-results-phone")
    link = phone.get_by_role("main").get_by_role("link", name=re.compile("公司")).first
    firm = link.inner_text()
    link.click()
    result = phone.url
    sign_in(page, "regulator")
    page.goto("/office/inspections/?show=published")
    page.get_by_role("link", name=firm).first.click()
    manage = page.url
    part = page.locator("#corrections")
    part.get_by_text("公示的结果有误：提出更正").click()
    part.get_by_role("checkbox", name=re.compile("未发现问题")).uncheck()
    part.get_by_role("checkbox", name=re.compile("未按规定公示应当公示的信息")).check()
    part.get_by_text("补记漏记的问题").click()
    part.get_by_label("发现的问题").first.select_option("unpublished")
    part.get_by_label("查明的事实").first.fill("2026年5月的股权变更未公示。")
    part.get_by_label("更正的理由").fill("复查发现漏记一项。")
    look(page, "inspect-correct")
    part.get_by_role("button", name="提出更正，送复核").click()
    expect(page.get_by_text("更正已提出")).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, "signer")
    page.goto(manage)
    look(page, "inspect-correction-review")
    page.get_by_role("button", name="同意更正并公示").click()
    expect(page.get_by_text("更正已公示并入账，为第 2 版。")).to_be_visible()
    phone.goto(result)
    expect(phone.get_by_role("heading", name=re.compile("第 2 版"))).to_be_visible()
    look(phone, "inspect-corrected-phone")


def test_a_complaint_from_the_firms_page_and_its_receipt(page: Page, look):
    page.goto("/inspections/")
    page.get_by_role("main").get_by_role("link", name=re.compile("公司")).first.click()
    page.get_by_role("main").get_by_role("link", name=re.compile("公司")).first.click()
    page.get_by_role("link", name="举报公示信息不实").click()
    look(page, "complaint-new")
    page.get_by_label("年度报告的内容").check()
    page.get_by_label("哪里不实，您怎样知道的").fill("年报写的营业收入与店里的实际相差很大。")
    page.get_by_role("button", name="提交举报").click()
    code = page.locator(".lead strong").inner_text()
    look(page, "complaint-receipt")
    page.get_by_role("link", name="查看进展").click()
    page.get_by_label("回执码").fill(code)
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("已收到").first).to_be_visible()
    look(page, "complaint-follow")

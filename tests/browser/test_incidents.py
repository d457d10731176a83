"""An urgent report in a real browser: the call, the phone without a network, past a level, up, and the final report."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long


def call(page: Page, place: str) -> None:
    """Take a call by keyboard."""
    page.goto("/incidents/call/")
    page.get_by_label("哪个单位").select_option(label="石门镇")
    page.get_by_label("姓名").fill("乙某某")
    page.get_by_label("回拨号码").fill("13900001234")
    page.get_by_label("准确地点").fill(place)
    page.get_by_label("类别").select_option(label="道路交通事故")
    page.get_by_label("怎么了").fill("中巴车侧翻，有人受伤")
    page.get_by_label("受伤（人）", exact=True).fill("6")
    page.get_by_label("死亡（人）：是否核实").select_option(label="正在核实")


def test_from_the_call_to_the_final_report(page: Page, phone: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/incidents/")
    look(page, "incidents-board")
    page.get_by_role("link", name="接电话").click()
    look(page, "incidents-call")
    call(page, "X305县道12公里处")
    page.get_by_label("怎么了").press("Control+Enter")
    expect(page.get_by_text(re.compile("电话报告已记下"))).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("13900001234")
    look(page, "incidents-incident")
    address = page.url
    sign_in(phone, "officer")
    phone.goto("/report/urgent/")
    look(phone, "incidents-urgent-phone")
    phone.get_by_role("link", name=re.compile("X305县道12公里处")).first.click()
    expect(phone.get_by_label("内容")).to_have_value(re.compile("死亡人数正在核实"))
    look(phone, "incidents-own-phone")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_role("heading", name=re.compile("首报 · 书面"))).to_be_visible()
    phone.get_by_label("内容").fill("10时30分，6人均送医，无生命危险。死亡0人。")
    phone.get_by_label("死亡（人）", exact=True).fill("0")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_role("heading", name=re.compile("续报 1"))).to_be_visible()
    page.goto(address)
    page.get_by_label("等级", exact=True).select_option(label="Ⅳ级 一般")
    page.get_by_label("与建议不同的理由").fill("多人受伤，占道")
    page.get_by_role("button", name="定级").click()
    expect(page.get_by_text("已定级。")).to_be_visible()
    page.get_by_role("link", name="上报").click()
    page.get_by_label("正文").fill("中巴车侧翻，死亡2人，6人受伤。")
    page.get_by_role("button", name="再核对一遍").click()
    expect(page.get_by_role("listitem").filter(has_text="死亡").first).to_be_visible()
    look(page, "incidents-up")
    page.get_by_label("正文").fill("中巴车侧翻，6人受伤，均送医。")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_text(re.compile("已上报"))).to_be_visible()
    phone.get_by_label("哪一种").select_option(label="终报")
    phone.get_by_label("内容").fill("道路恢复通行，伤者治疗中。")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_text(re.compile("观察至"))).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text("终报后观察")
    look(page, "incidents-final")


def test_a_phone_without_a_network_keeps_the_report_and_says_so(phone: Page, sign_in, look):
    sign_in(phone, "officer")
    phone.goto("/report/urgent/new/")
    expect(phone.get_by_text("没有网络时，这些页面也能用。")).to_be_visible()
    network: BrowserContext = phone.context
    network.set_offline(True)
    phone.evaluate("localStorage.setItem('gongbao-urgent-seen', String(Date.now() - 45 * 60_000))")
    phone.goto("/report/urgent/new/")
    expect(phone.get_by_text(re.compile("已经 45 分钟没有连上服务器"))).to_be_visible()
    phone.get_by_label("什么事").select_option(label="地质灾害")
    phone.get_by_label("在哪里").fill("石门镇北涧村")
    phone.get_by_label("发生了什么").fill("路边塌方，一户被围。")
    look(phone, "incidents-new-phone")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_text(re.compile("1 份报告还没有发送"))).to_be_visible()
    look(phone, "incidents-offline-phone")
    network.set_offline(False)
    phone.get_by_role("button", name="现在发送").click()
    expect(phone.get_by_text(re.compile("已收到。收条"))).to_be_visible()
    phone.goto("/report/urgent/")
    expect(phone.get_by_role("table")).to_contain_text("石门镇北涧村")


def test_past_a_level_when_nobody_answers(page: Page, phone: Page, sign_in, look):
    sign_in(phone, "officer")
    phone.goto("/report/urgent/new/")
    phone.get_by_label("什么事").select_option(label="火灾")
    phone.get_by_label("在哪里").fill("石门镇茶厂")
    phone.get_by_label("发生了什么").fill("茶厂仓库起火。")
    phone.get_by_text("值班电话没人接？可以越级报告").click()
    phone.get_by_label("越级报告", exact=True).check()
    phone.get_by_label("为什么越级").fill("县值班电话三次无人接听")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_text(re.compile("越过 信息科"))).to_be_visible()
    look(phone, "incidents-bypass-phone")
    sign_in(page, "editor")
    page.goto("/incidents/")
    page.get_by_role("link", name=re.compile("石门镇茶厂")).first.click()
    expect(page.get_by_role("main")).to_contain_text("县值班电话三次无人接听")


def test_rules_are_data_and_codes_hang_on_walls(page: Page, phone: Page, sign_in, look):
    sign_in(page, "chief")
    page.goto("/incidents/limits/")
    look(page, "incidents-limits")
    page.get_by_role("link", name=re.compile("改为新版本 乡镇 · 书面报告")).click()
    page.get_by_label("时限（分钟）").fill("30")
    page.get_by_label("依据（文件、条款）").fill("青岚县紧急信息报送办法第五条")
    page.get_by_label("为什么改").fill("县里新办法")
    look(page, "incidents-limit")
    page.get_by_role("button", name="保存为新版本").click()
    expect(page.get_by_text(re.compile("第 2 版已保存"))).to_be_visible()
    for address, name in (
        ("/incidents/grades/", "grades"),
        ("/incidents/late/", "late"),
        ("/incidents/outages/", "outages"),
        ("/incidents/tips/", "tips"),
        ("/incidents/codes/", "codes"),
    ):
        page.goto(address)
        look(page, f"incidents-{name}")
    page.get_by_role("link", name=re.compile("打印")).first.click()
    look(page, "incidents-code")
    scanned = page.get_by_text(re.compile("/tell/")).inner_text()
    phone.goto("/tell/" + scanned.strip().split("/tell/")[1])
    look(phone, "incidents-tell-phone")
    phone.get_by_label("您看到了什么").fill("水库坝脚渗水")
    phone.get_by_role("button", name="报告").click()
    expect(phone.get_by_role("heading", name="已收到，谢谢您")).to_be_visible()

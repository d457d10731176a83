"""The desk asks, a township answers at night from a phone, the desk sees who answered; figures come from a file."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long


def test_the_desk_asks_the_township_answers_and_coverage_shows_it(page: Page, phone: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/topics/")
    look(page, "topics-lists")
    page.get_by_role("link", name="拟一期要点").click()
    page.get_by_label("名称").fill("2026年6月下旬增补要点")
    page.get_by_label("从哪天").fill("2026-06-20")
    page.get_by_label("到哪天").fill("2026-06-30")
    page.get_by_role("button", name="下一步：写要点").click()
    page.get_by_label("要点", exact=True).fill("汛期转移安置")
    page.get_by_label("报什么、怎么报").fill("转移多少人、住在哪里、还缺什么。")
    page.get_by_label("乡镇", exact=True).check()
    page.get_by_role("button", name="保存这一条").click()
    expect(page.get_by_text("第 1 条已保存。")).to_be_visible()
    look(page, "topics-draft")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布，各单位已收到。")).to_be_visible()
    look(page, "topics-published")
    page.goto("/topics/commissions/")
    page.get_by_role("link", name="约一篇").click()
    page.get_by_label("题目").fill("一夜转移十四人的经过")
    page.get_by_label("要写什么").fill("写清何时发现、怎样通知、住在哪里。")
    page.get_by_label("体裁").select_option("experience")
    page.get_by_label("什么时候要").fill("2026-06-30T18:00")
    page.get_by_label("联系人和电话").fill("信息科 0000-1234567")
    page.get_by_label("或几个单位（可多选）").select_option(label="石门镇")
    look(page, "commission-new")
    page.get_by_role("button", name="发出约稿").click()
    expect(page.get_by_text("已约稿，各单位已收到。")).to_be_visible()

    sign_in(phone, "officer")
    phone.goto("/report/")
    expect(phone.get_by_role("heading", name="信息科请我们报")).to_be_visible()
    look(phone, "wanted-phone")
    phone.goto("/report/topics/")
    look(phone, "asked-phone")
    phone.get_by_role("link", name="一夜转移十四人的经过", exact=True).click()
    look(phone, "call-phone")
    phone.get_by_role("link", name="应约写稿").click()
    expect(phone.get_by_label("一夜转移十四人的经过")).to_be_checked()
    phone.get_by_label("1. 汛期转移安置").check()
    phone.get_by_label("标题").fill("石门镇一夜转移14人")
    phone.get_by_label("正文").fill("20时巡查发现裂缝，21时通知到户，22时14人全部住进中心小学。")
    look(phone, "answer-phone")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_text("应约：一夜转移十四人的经过")).to_be_visible()
    look(phone, "answered-phone")

    page.get_by_role("button", name="收下").first.wait_for()  # the open page hears of it by itself
    look(page, "commission")
    page.get_by_role("button", name="收下").first.click()
    expect(page.get_by_text("已收下，约稿完成。")).to_be_visible()
    page.goto("/topics/coverage/?month=202606")
    expect(page.get_by_role("region", name="单位与要点、约稿")).to_be_visible()
    look(page, "coverage")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/topics/coverage/?month=202606")
    look(page, "coverage-phone")


def test_figures_come_in_with_their_wrong_lines_named(page: Page, phone: Page, sign_in, look, tmp_path: Path):
    sign_in(page, "editor")
    page.goto("/targets/")
    look(page, "targets-board")
    page.get_by_role("link", name="固定资产投资").click()
    expect(page.get_by_role("figure").first).to_be_visible()
    look(page, "targets-indicator")
    lines = ["单位,指标,月份,当月,累计,同比(%),年目标"]
    lines += ["石门镇,固定资产投资,202606,900,3900,4.5,8400", "石门乡,固定资产投资,202606,1,2,,10"]
    lines += ["松坪镇,税金,202606,约三成,2,,10"]
    file = tmp_path / "六月.csv"
    file.write_bytes("\r\n".join(lines).encode("gb18030"))
    page.goto("/targets/files/")
    look(page, "targets-files")
    page.get_by_label("文件（.xlsx 或 .csv）").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("没有“石门乡”这个报送单位。")).to_be_visible()
    look(page, "targets-check")
    page.get_by_role("button", name="导入没有错的行").click()
    expect(page.get_by_text("已导入：新数 1 行")).to_be_visible()
    page.goto("/targets/lags/")
    look(page, "targets-lags")
    page.goto("/targets/problems/")
    look(page, "targets-problems")
    page.goto("/targets/firms/?month=202605")
    look(page, "targets-firms")
    sign_in(phone, "officer")
    phone.goto("/report/targets/")
    look(phone, "targets-own-phone")
    phone.goto("/report/targets/")
    if phone.get_by_role("link", name="说明原因和措施").count():
        phone.get_by_role("link", name="说明原因和措施").first.click()
        phone.get_by_label("原因").fill("雨季停工十二天。")
        phone.get_by_label("措施，何时赶上").fill("七月增加两班，八月底赶上。")
        look(phone, "targets-explain-phone")
        phone.get_by_role("button", name="说明").click()
        expect(phone.get_by_text("已说明，信息科已收到。")).to_be_visible()


def test_the_chief_sets_what_is_measured_and_when_to_remind(page: Page, sign_in, look):
    sign_in(page, "chief")
    page.goto("/targets/set-up/")
    look(page, "targets-set-up")
    page.goto("/topics/reminders/")
    look(page, "topics-reminders")

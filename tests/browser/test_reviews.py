"""Reviews in a real browser: a year in one look, a replay by keys, what was found, a measure until the unit did it."""

import re

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long

NIGHT = "石门镇竹溪口村三组地质灾害"


def test_a_year_in_one_look_on_a_screen_and_on_a_phone(page: Page, phone: Page, sign_in, look):
    for reader, size in ((page, ""), (phone, "-phone")):
        sign_in(reader, "editor")
        reader.goto("/line/reviews/?year=2026")
        chart = reader.get_by_role("region", name="每一步等了多久")
        row = chart.get_by_role("listitem").filter(has_text="得知 → 电话报告")
        expect(row).to_contain_text("n=13")
        expect(row).to_contain_text(re.compile(r"中位 .*\d+ 分钟 · 九成在此以内 .*\d+ 分钟"))
        expect(row).to_contain_text(re.compile(r"按时 .*\d+%（\d+/13）"))
        look(reader, f"reviews-year{size}")
    page.get_by_text("看数字").first.click()
    expect(page.get_by_role("table", name=re.compile("各步间隔"))).to_be_visible()
    page.get_by_role("link", name="第2季度").click()
    expect(page.get_by_text(re.compile("共 8 起事件"))).to_be_visible()
    page.get_by_role("link", name="看演练").click()
    expect(page.get_by_text("这段时间没有事件")).to_be_visible()
    look(page, "reviews-empty")


def test_a_night_is_replayed_reviewed_and_its_measure_done(page: Page, phone: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/line/reviews/?year=2026")
    page.get_by_role("link", name=f"回放：{NIGHT}").click()
    slider = page.get_by_label(re.compile("第几步"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile(r"^2 / \d+$"))).to_be_visible()
    look(page, "reviews-replay")
    page.get_by_role("link", name=re.compile("信息科急")).click()
    expect(page.get_by_role("main")).to_contain_text("2026年6月29日(周一) 01:45")
    page.get_by_label(re.compile("发生了什么")).fill("电话接得快；书面报告等人数核实，用去大半时限。")
    page.get_by_role("button", name="保存为新的一版").click()
    expect(page.get_by_text("已保存为第 1 版。")).to_be_visible()
    page.get_by_label("要做什么").fill("值班室备一份各村联络表，书面首报先写已知的。")
    page.get_by_label("哪个单位").select_option(label="石门镇")
    page.get_by_label("完成日期").fill("2026-07-10")
    page.get_by_role("button", name="提出措施").click()
    expect(page.get_by_text("已提出措施，成为该单位的待办。")).to_be_visible()
    look(page, "reviews-review")

    sign_in(phone, "officer")
    phone.goto("/line/reviews/measures/")
    look(phone, "reviews-measures-phone")
    phone.get_by_label("做了什么").fill("联络表已贴在值班室。")
    phone.get_by_role("button", name="已落实").click()
    expect(phone.get_by_text("已记为落实。")).to_be_visible()

    page.reload()
    expect(page.locator("#measures")).to_contain_text("联络表已贴在值班室。")
    page.get_by_role("button", name=re.compile("办结复盘")).click()
    expect(page.get_by_text("复盘已结。")).to_be_visible()
    look(page, "reviews-closed")

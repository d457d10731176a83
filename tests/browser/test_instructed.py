"""A leader telephones: who acts by which hour, the answer back at the incident; who was told; what was late."""

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long


def test_an_instruction_with_an_hour_comes_back_into_the_log(page: Page, phone: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/incidents/")
    page.get_by_role("link", name=re.compile("竹溪口村三组")).first.click()
    page.get_by_text("记录领导批示：谁办、几点前").click()
    page.get_by_label("哪位领导").select_option(label="某县领导")
    page.get_by_label("原话").fill("裂缝以下的人今天中午前全部撤出来。")
    page.get_by_label("承办单位（不选就待交办）").select_option(label="石门镇")
    page.get_by_label("几点前办完").fill("2026-06-29T12:00")
    look(page, "instructed-form")
    page.get_by_role("button", name="记下并交办").click()
    expect(page.locator("#instructions")).to_contain_text("承办：石门镇")
    expect(page.locator("#log")).to_contain_text("石门镇，6月29日12:00前")

    sign_in(phone, "officer")
    phone.goto("/instructions/ours/")
    phone.get_by_role("link", name=re.compile("裂缝以下的人")).click()
    expect(phone.get_by_role("main")).to_contain_text("12:00前")
    look(phone, "instructed-phone")
    phone.get_by_label("办到哪一步、结果怎样").fill("31人已全部撤到村小学。")
    phone.get_by_role("button", name="反馈办理结果").click()
    phone.get_by_role("link", name=re.compile("竹溪口村三组")).click()  # back to our own page of the incident
    expect(phone.get_by_role("heading", level=1)).to_contain_text("竹溪口村三组")

    page.get_by_role("link", name="报出、登记答复").click()
    page.get_by_label("报给", exact=True).fill("县消防救援大队")
    page.get_by_label("方向").select_option(label="通报同级")
    page.get_by_label("怎样报").select_option(label="电话")
    page.get_by_label("对方谁接的").fill("李某")
    page.get_by_role("button", name="报出", exact=True).click()
    page.get_by_role("link", name=re.compile("信息科急")).click()
    expect(page.locator("#hand-offs")).to_contain_text("县消防救援大队")
    expect(page.locator("#instructions")).to_contain_text("31人已全部撤到村小学。")
    expect(page.locator("#log")).to_contain_text("通报县消防救援大队（电话），李某接")
    look(page, "instructed-incident")


def test_the_list_of_what_was_late_is_taken_away(page: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/incidents/late/")
    expect(page.get_by_role("table")).to_contain_text("北涧乡")
    look(page, "late-listed")
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出表格（.xlsx）").click()
    with ZipFile(taken.value.path()) as parts:
        assert "北涧乡" in parts.read("xl/sharedStrings.xml").decode()

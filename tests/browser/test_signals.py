"""An incident nobody reported, found from outside: list → signal → question → the township on a phone → incident."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long

LIST = "编号,警情类型,地点,接警时间,报警人\nX1,火灾,石门镇茶厂路仓库,2026-06-29 08:40,某人\n"


def test_an_omitted_incident_is_found_asked_about_and_reported(page: Page, phone: Page, sign_in, look, tmp_path: Path):
    sign_in(page, "editor")
    page.goto("/signals/feeds/")
    page.get_by_text("加一个来源").click()
    page.get_by_label("名称").fill("消防警情")
    page.get_by_label("种类").select_option(label="警情清单（CSV）")
    page.get_by_role("button", name="加入").click()
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    page.get_by_label("导入 CSV 文件").set_input_files(file)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("已导入，留下 1 条。")).to_be_visible()
    look(page, "signals-feed")
    page.goto("/signals/")
    expect(page.get_by_text("热线：供水").first).to_be_visible()
    look(page, "signals-board")
    page.get_by_role("link", name="石门镇茶厂路仓库火灾").click()
    expect(page.get_by_text("没有找到对得上的报告")).to_be_visible()
    expect(page.get_by_label("由哪个单位核实")).to_contain_text("石门镇")
    look(page, "signals-cluster")
    page.get_by_role("button", name="请它核实").click()
    expect(page.get_by_text("已请石门镇核实，60 分钟内答复。")).to_be_visible()
    assert "某人" not in page.content()

    sign_in(phone, "officer")
    phone.goto("/signals/checks/")
    look(phone, "signals-checks-phone")
    phone.get_by_role("link", name="石门镇茶厂路仓库火灾").click()
    look(phone, "signals-check-phone")
    phone.get_by_text("确有其事，现在报告").click()
    phone.get_by_label("现在知道的").fill("石门镇茶厂路一仓库起火，明火已扑灭，无人伤亡，损失正在核实。")
    look(phone, "signals-check-report-phone")
    phone.get_by_role("button", name="报告并答复").click()
    expect(phone.get_by_text("已报告，编号")).to_be_visible()
    look(phone, "signals-check-answered-phone")

    page.reload()
    expect(page.get_by_role("main")).to_contain_text("已核实")
    look(page, "signals-cluster-settled")
    page.goto("/signals/feeds/")
    look(page, "signals-feeds")
    page.goto("/signals/limits/")
    look(page, "signals-limits")

"""Duty in a real browser: a wall follows what another browser files, the second person is called, keys answer."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import context, watched

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long


@pytest.fixture
def open_page(chromium, town, sign_in):
    """open_page(name, width, height): a page of somebody in a browser of their own."""
    made = []

    def make(name, width=1920, height=1080, **options):
        place = context(chromium, town, width, height, **options)
        made.append(place)
        page = watched(place.new_page())
        sign_in(page, name)
        return page

    yield make
    for place in made:
        place.close()


def lodge(page, place, *, drill=False):
    page.goto("/report/urgent/new/")
    page.get_by_label("什么事").select_option(index=1)
    page.get_by_label("在哪里").fill(place)
    page.get_by_label("发生了什么").fill("山体滑坡，2户房屋被埋，人员正在核实。")
    if drill:
        page.get_by_label("这是演练").check()
    page.get_by_role("button", name="报送").click()


def test_from_the_township_to_every_wall_and_to_the_second_person(open_page, look):
    chief, editor = open_page("chief"), open_page("editor")
    chief.goto("/duty/")
    look(chief, "duty")
    chief.goto("/duty/policies/")
    look(chief, "duty-policies")
    chief.get_by_label("名称").fill("收到首报，三秒没人应答叫备班")
    for n, (role, seconds) in enumerate([("值班员", "0"), ("备班", "3"), ("带班领导", "600")]):
        chief.get_by_label("呼叫").nth(n).select_option(role)
        chief.get_by_label("上一步没人应答多少秒后").nth(n).fill(seconds)
    chief.get_by_role("button", name="生效").click()
    expect(chief.get_by_role("heading", name="三秒没人应答")).to_be_visible()
    for page in (chief, editor):
        page.goto("/duty/wall/")
        expect(page.get_by_text("实时更新中")).to_be_visible()
    township = open_page("officer", 390, 844, is_mobile=True, has_touch=True)
    lodge(township, "石门镇云台岭村五组")
    for page in (chief, editor):
        row = page.get_by_role("listitem").filter(has_text="云台岭村五组").filter(has_text="待应答").first
        expect(row).to_contain_text("编某某", timeout=5_000)
    expect(row).to_contain_text("科某某", timeout=10_000)  # the second person, after three seconds
    look(chief, "wall")
    while not editor.evaluate("document.activeElement.closest('.wall-row')?.textContent.includes('云台岭村五组')"):
        editor.keyboard.press("ArrowDown")
    editor.keyboard.press("a")
    expect(editor.locator(".wall-said")).to_contain_text("已应答")
    answered = chief.get_by_role("listitem").filter(has_text="云台岭村五组").first
    expect(answered).to_contain_text("已应答：", timeout=5_000)
    lodge(township, "石门镇演练场", drill=True)
    drill = chief.get_by_role("listitem").filter(has_text="石门镇演练场").first
    expect(drill).to_contain_text("演练", timeout=5_000)
    township.wait_for_url("**/report/urgent/*-*-*-*-*/")  # its own page comes after the wall has heard of it
    township.goto("/duty/wall/")
    look(township, "wall-phone")
    township.goto("/duty/")
    look(township, "duty-phone")


def test_a_lost_connection_says_so_and_catches_up(open_page, look):
    wall, township = open_page("chief"), open_page("officer", 390, 844)
    wall.goto("/duty/wall/")
    expect(wall.get_by_text("实时更新中")).to_be_visible()
    wall.context.set_offline(True)
    wall.evaluate("document.dispatchEvent(new CustomEvent('gongbao:live-state', {detail: 'off'}))")
    lodge(township, "石门镇断线时的滑坡")
    wall.context.set_offline(False)
    wall.evaluate("document.dispatchEvent(new CustomEvent('gongbao:live-state', {detail: 'on'}))")
    expect(wall.get_by_text("断线时的滑坡").first).to_be_visible(timeout=15_000)


def test_rosters_and_handing_over(open_page, look):
    chief = open_page("chief", 1280, 900)
    chief.goto("/duty/")
    chief.get_by_role("link", name="信息科 值班室").first.click()
    expect(chief.get_by_role("heading", name="用 Excel 排班")).to_be_visible()
    look(chief, "roster")
    editor = open_page("editor", 1280, 900)
    editor.goto("/duty/")
    editor.get_by_role("button", name="生成日历链接").click()
    expect(editor.get_by_text("只显示这一次")).to_be_visible()
    editor.locator("#now a").nth(1).click()
    editor.get_by_label("交代给下一班的话").fill("石门镇雨情两小时一报。")
    editor.get_by_role("button", name="签字交班").click()
    expect(editor.get_by_text("已交班，等接班签字")).to_be_visible()
    look(editor, "handover")
    editor.goto("/account/channels/")
    look(editor, "channels")
    chief.goto("/outside/")
    look(chief, "outside")

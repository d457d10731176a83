"""One night whole: the call at 02:10, whom the alarm reached, past a level, up to the city, its answer, the end."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import context, watched
from tests.browser.towns import Town, a_town

# A county of its own at night and two minutes of four browsers: run by `make test-long`.
pytestmark = pytest.mark.long

NIGHT = "2026-06-30T02:10:00+08:00"
PLACE = "石门镇云台岭村七组"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with a_town(NIGHT) as running:
        yield running


@pytest.fixture
def leader(chromium, town, sign_in) -> Iterator[Page]:
    """The leader on duty, with a phone beside the bed."""
    with context(chromium, town, 390, 844, is_mobile=True, has_touch=True) as made:
        page = watched(made.new_page())
        sign_in(page, "leader")
        yield page


@pytest.fixture
def chief(chromium, town, sign_in) -> Iterator[Page]:
    with context(chromium, town, 1920, 1080) as made:
        page = watched(made.new_page())
        sign_in(page, "chief")
        yield page


def call_each_other_within_seconds(chief: Page) -> None:
    """The rule of the night: officer, three seconds later the substitute, six later the leader on duty."""
    chief.goto("/duty/policies/")
    chief.get_by_label("名称").fill("夜间首报：三秒叫备班，再六秒叫带班领导")
    for n, (role, seconds) in enumerate([("值班员", "0"), ("备班", "3"), ("带班领导", "6")]):
        chief.get_by_label("呼叫").nth(n).select_option(role)
        chief.get_by_label("上一步没人应答多少秒后").nth(n).fill(seconds)
    chief.get_by_role("button", name="生效").click()
    expect(chief.get_by_role("heading", name="夜间首报")).to_be_visible()


def take_the_call(page: Page) -> None:
    page.goto("/incidents/call/")
    page.get_by_label("哪个单位").select_option(label="石门镇")
    page.get_by_label("姓名").fill("乙某某")
    page.get_by_label("回拨号码").fill("13900001234")
    page.get_by_label("准确地点").fill(PLACE)
    page.get_by_label("类别").select_option(label="地质灾害")
    page.get_by_label("怎么了").fill("后山滑坡，压了房子，有人没出来")
    page.get_by_label("失踪（人）：是否核实").select_option(label="正在核实")
    page.get_by_label("怎么了").press("Control+Enter")
    expect(page.get_by_text(re.compile("电话报告已记下"))).to_be_visible()


def send_the_written_first_report_past_the_desk(phone: Page) -> None:
    """The drafted report says what is not known; the desk's line is engaged."""
    phone.goto("/report/urgent/")
    phone.get_by_role("link", name=re.compile(PLACE)).first.click()
    expect(phone.get_by_label("内容")).to_have_value(re.compile("失踪人数正在核实"))
    phone.get_by_text("值班电话没人接？可以越级报告").click()
    phone.get_by_label("越级报告", exact=True).check()
    phone.get_by_label("为什么越级").fill("县值班电话一直占线")
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_role("heading", name=re.compile("首报 · 书面"))).to_be_visible()


def report_on(phone: Page, kind: str, body: str, **figures: str) -> None:
    phone.get_by_label("哪一种").select_option(label=kind)
    phone.get_by_label("内容").fill(body)
    for name, count in figures.items():
        phone.get_by_label(f"{name}（人）", exact=True).fill(count)
    phone.get_by_role("button", name="报送").click()
    expect(phone.get_by_role("heading", name=re.compile(kind)).first).to_be_visible()


def grade_and_send_up(page: Page) -> None:
    """What disagrees is shown before it goes up; the city's answer is written down."""
    page.get_by_label("等级", exact=True).select_option(label="Ⅳ级 一般")
    page.get_by_label("与建议不同的理由").fill("人数未定，夜间抢险")
    page.get_by_role("button", name="定级").click()
    expect(page.get_by_text("已定级。")).to_be_visible()
    page.get_by_role("link", name="上报").click()
    page.get_by_label("正文").fill(f"{PLACE}滑坡，1户房屋被埋，失踪3人。")
    page.get_by_role("button", name="再核对一遍").click()
    expect(page.get_by_role("listitem").filter(has_text="失踪").first).to_be_visible()
    page.get_by_label("正文").fill(f"{PLACE}滑坡，1户房屋被埋，失踪2人，已救出1人。")
    page.get_by_role("button", name="上报", exact=True).click()


def hand_over_to_the_city(page: Page) -> None:
    page.get_by_role("link", name="报出、登记答复").click()
    page.get_by_label("报给", exact=True).fill("市委办公室值班室")
    page.get_by_label("怎样报").select_option(label="CAP 文件")
    page.get_by_role("button", name="报出", exact=True).click()
    page.get_by_text("登记对方答复").first.click()
    page.get_by_label("对方谁收到的").first.fill("市值班员")
    page.get_by_label("对方说了什么（可不写）").first.fill("已报市领导，每小时续报")
    page.get_by_role("button", name="已收到").first.click()
    expect(page.get_by_text("对方说：已报市领导，每小时续报")).to_be_visible()
    page.get_by_role("link", name=re.compile("信息科急")).click()


def instruct(page: Page) -> None:
    page.get_by_text("记录领导批示：谁办、几点前").click()
    page.get_by_label("哪位领导").select_option(label="某县领导")
    page.get_by_label("原话").fill("天亮前把七组的人全部撤到村小学。")
    page.get_by_label("承办单位（不选就待交办）").select_option(label="石门镇")
    page.get_by_label("几点前办完").fill("2026-06-30T05:30")
    page.get_by_role("button", name="记下并交办").click()
    expect(page.locator("#instructions")).to_contain_text("承办：石门镇")


def test_a_night_from_the_call_to_the_final_report(page: Page, phone: Page, leader: Page, chief: Page, sign_in, look):
    call_each_other_within_seconds(chief)
    chief.goto("/duty/wall/")
    expect(chief.get_by_text("实时更新中")).to_be_visible()
    sign_in(page, "editor")
    sign_in(phone, "officer")

    take_the_call(page)
    incident = page.url
    expect(page.get_by_role("main")).to_contain_text("6月30日(周二) 02:1")
    # The one who answers telephones answers no alarm: the substitute is called, then the leader, who does.
    row = chief.get_by_role("listitem").filter(has_text="云台岭村七组").filter(has_text="待应答").first
    expect(row).to_contain_text("科某某", timeout=20_000)
    expect(row).to_contain_text("县领导", timeout=20_000)
    look(chief, "night-wall")
    leader.goto("/duty/")
    look(leader, "night-called-phone")
    leader.locator("section").filter(has_text="云台岭村七组").get_by_role("link", name="看详情").first.click()
    expect(leader.locator("#known")).to_contain_text("后山滑坡，压了房子，有人没出来")
    look(leader, "night-alarm-phone")
    leader.get_by_role("button", name="应答", exact=True).click()
    expect(chief.get_by_role("listitem").filter(has_text="云台岭村七组").first).to_contain_text("已应答：")

    send_the_written_first_report_past_the_desk(phone)
    look(phone, "night-first-phone")
    report_on(phone, "续报", "02时50分，救出1人送医。还有2人失联，消防正在搜救。", 失踪="2", 受伤="1")

    page.goto(incident)
    expect(page.get_by_role("main")).to_contain_text("县值班电话一直占线")
    grade_and_send_up(page)
    page.goto(incident)
    hand_over_to_the_city(page)
    instruct(page)
    report_on(phone, "终报", "05时10分，3人全部救出，2人受伤无生命危险。七组46人已撤到村小学。", 失踪="0", 受伤="2")

    page.goto(incident)
    log = page.locator("#log")
    for words in (
        "电话首报",
        "呼叫备班：科某某",
        "某县领导已应答",
        "县值班电话一直占线",
        "市委办公室值班室",
        "天亮前把七组的人全部撤到村小学",
        "终报",
    ):
        expect(log).to_contain_text(words)
    expect(page.get_by_role("main")).to_contain_text("终报后观察")
    look(page, "night-incident")
    page.goto("/line/reviews/?year=2026")
    page.get_by_role("link", name=re.compile(f"回放：.*{PLACE}")).click()
    expect(page.get_by_role("main")).to_contain_text("县领导")
    look(page, "night-replay")

"""A record in time, told in a real browser: what a firm's page said on a day, what changed between two versions, and
the permanent address of one fact; on a desk and on a phone.
"""

import re

import pytest
from playwright.sync_api import Page, expect


def a_firm_that_changed(page: Page) -> str:
    """The address of a listed firm: being listed gave its record another version."""
    page.goto("/lists/abnormal/")
    main = page.get_by_role("main")
    main.get_by_role("table").get_by_role("link").first.click()
    main.locator("a[href^='/e/']").first.click()
    expect(page.get_by_role("heading", name="登记信息")).to_be_visible()
    return page.url.split("#", maxsplit=1)[0].rstrip("/")


@pytest.fixture(params=["page", "phone"])
def screen(request: pytest.FixtureRequest) -> tuple[Page, str]:
    """A desk's window and a phone's, with what their pictures' names end with."""
    return request.getfixturevalue(request.param), "" if request.param == "page" else "-phone"


def test_what_a_record_said_on_a_day_and_what_changed_since(screen: tuple[Page, str], look):
    page, suffix = screen
    a_firm_that_changed(page)
    main = page.get_by_role("main")
    main.get_by_role("link", name="变更历史").first.click()
    expect(page.get_by_role("heading", name="变更历史")).to_be_visible()
    expect(main.get_by_text("第一次公示。")).to_be_visible()
    look(page, f"history{suffix}")

    main.get_by_role("link", name="与前一版并排比较").first.click()
    expect(page.get_by_role("heading", name="比较两个版本")).to_be_visible()
    earlier, later = (page.get_by_label(label).input_value() for label in ("较早的一版", "较晚的一版"))
    assert int(earlier) < int(later)
    expect(main.get_by_role("table")).to_be_visible()
    look(page, f"history-difference{suffix}")
    page.get_by_label("较晚的一版").select_option(earlier)
    page.get_by_role("button", name="比较").click()
    expect(main.get_by_text("这两版的内容没有不同。")).to_be_visible()

    main.get_by_role("link", name="某日的样子").click()
    page.get_by_label("哪一天的情况").fill("2026-06-29")
    page.get_by_label("以哪一天所知为准").fill("2026-06-29")
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile("on=2026-06-29"))
    expect(main.get_by_role("table")).to_be_visible()
    look(page, f"history-as-of{suffix}")
    main.get_by_role("link", name="以当天所知为准").click()
    page.get_by_label("以哪一天所知为准").fill("2001-01-01")
    page.get_by_role("button", name="查看").click()
    expect(main.get_by_text("当时什么也没有公示过")).to_be_visible()
    look(page, f"history-unknown{suffix}")


def test_the_permanent_address_of_one_fact(screen: tuple[Page, str], look):
    page, suffix = screen
    firm = a_firm_that_changed(page)
    main = page.get_by_role("main")
    page.goto(f"{firm}/facts/registration.name/")
    look(page, f"fact{suffix}")
    expect(main.get_by_text("点开任何一条")).to_be_visible()
    main.get_by_role("listitem").get_by_role("link").last.click()
    expect(main.get_by_text("固定不变，可以引用")).to_be_visible()
    expect(main.get_by_role("link", name="证明和验证办法")).to_be_visible()
    assert re.search(r"/v/\d+/facts/registration\.name/$", page.url), page.url
    look(page, f"fact-moment{suffix}")

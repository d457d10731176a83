"""The end of the month in the made-up county: two proofread an issue and the chief signs it; a leader writes on it on a
phone; the unit answers, and the answer stands where the item was read. Whoever is not on the list of readers sees
nothing of it. Leaders read the year's targets, the slowest first.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import context

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long

READ = "防溺水"
WORDS = "救生点要有人管、有人查，七月中旬前逐点落实责任人。"
ANSWER = "46处救生点已逐点明确责任人，名单已公示。"


def test_two_read_the_proof_and_the_chief_signs(page: Page, sign_in, look):
    sign_in(page, "editor")
    page.goto("/bulletins/")
    page.get_by_role("main").get_by_role("link", name="编排中").first.click()
    making = page.url
    expect(page.get_by_role("button", name="签发")).to_have_count(0)
    page.get_by_role("button", name="我已校对，没有问题").click()
    expect(page.locator("#proofs")).to_contain_text("编某某")
    sign_in_anew(page, sign_in, "chief")
    page.goto(making)
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("对现在这一稿已有 1 人")
    look(page, "line-issue-proofs")
    page.goto(making)
    page.get_by_role("button", name="我已校对，没有问题").click()
    expect(page.locator("#proofs")).to_contain_text("科某某")
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_role("button", name="签发", exact=True)).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("2026年6月29日")
    look(page, "line-issue-published")


def test_what_a_leader_writes_comes_back_answered(chromium: Browser, town, sign_in, look):
    with context(chromium, town, 390, 844, is_mobile=True, has_touch=True) as leaders:
        leader = leaders.new_page()
        sign_in(leader, "leader")
        leader.goto("/read/")
        leader.get_by_role("main").get_by_role("link", name="第2期").first.click()
        look(leader, "line-new-issue-phone")
        leader.get_by_role("main").get_by_role("link", name=READ).first.click()
        reading = leader.url
        leader.get_by_label("批示", exact=True).fill(WORDS)
        leader.get_by_text("指定谁办、何时办完").click()
        leader.get_by_label("承办单位").select_option(label="交通运输局")
        leader.get_by_label("期限").fill("2026-07-15")
        look(leader, "line-instruct-phone")
        leader.get_by_role("button", name="批示", exact=True).click()
        expect(leader.get_by_role("main")).to_contain_text(WORDS)
        look(leader, "line-instructed-phone")
        with context(chromium, town, 390, 844, is_mobile=True, has_touch=True) as units:
            unit = units.new_page()
            sign_in(unit, "transport")
            unit.goto("/instructions/ours/")
            unit.get_by_role("main").get_by_role("link", name=re.compile("救生点")).first.click()
            unit.get_by_label("办到哪一步、结果怎样").fill(ANSWER)
            unit.get_by_role("button", name="反馈办理结果").click()
            expect(unit.get_by_role("main")).to_contain_text(ANSWER)
            look(unit, "line-answered-phone")
        leader.goto(reading)
        expect(leader.get_by_role("main")).to_contain_text(ANSWER)
        look(leader, "line-answer-where-it-was-read-phone")
    with context(chromium, town, 1280, 900) as desks:
        desk = desks.new_page()
        sign_in(desk, "editor")
        desk.goto("/instructions/?state=answered")
        desk.get_by_role("main").get_by_role("link", name=re.compile("救生点")).first.click()
        desk.get_by_role("button", name="办结", exact=True).click()
        expect(desk.get_by_role("main")).to_contain_text("已办结")
        look(desk, "line-closed")


def test_the_unit_that_reported_sees_what_was_instructed(phone: Page, sign_in, look):
    """What a health bureau's officer, or here the desk, opens is the item's own page."""
    sign_in(phone, "editor")
    phone.goto("/memory/?q=防溺水")
    phone.get_by_role("main").get_by_role("link", name=re.compile(READ)).first.click()
    look(phone, "line-found-phone")


def test_who_is_not_on_the_list_reads_nothing(chromium: Browser, town, sign_in, look):
    with context(chromium, town, 1280, 900) as listed:
        leader = listed.new_page()
        sign_in(leader, "leader")
        leader.goto("/read/")
        leader.get_by_role("main").get_by_role("link", name="第1期").first.click()
        issue = leader.url
    with context(chromium, town, 390, 844, is_mobile=True, has_touch=True) as others:
        reader = others.new_page()
        sign_in(reader, "supervisor")
        assert reader.goto("/read/").status == 200
        expect(reader.get_by_text("还没有送给您的刊物")).to_be_visible()
        look(reader, "line-reader-nothing-phone")
        for address in (issue, f"{issue}1/", f"{issue}copy.pdf"):
            assert reader.goto(address).status == 404, address


def test_a_leader_reads_the_targets_on_a_phone(phone: Page, sign_in, look):
    sign_in(phone, "leader")
    phone.goto("/read/targets/")
    first = phone.get_by_role("article").first
    expect(first).to_contain_text("落后")
    look(phone, "line-targets-phone")
    first.get_by_role("link").click()
    expect(phone.get_by_role("table").first).to_be_visible()
    look(phone, "line-target-phone")
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto("/read/targets/")
    look(phone, "line-targets")


def sign_in_anew(page: Page, sign_in, name: str) -> None:
    page.context.clear_cookies()
    sign_in(page, name)

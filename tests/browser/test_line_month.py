"""One month of the line in the made-up county, by role: the editor, the chief, a leader on a phone, the unit that must
act, the supervisor, the assessment. Every page is looked at."""

import pytest
from playwright.sync_api import Page, expect

# A county of its own and a minute of a browser: run by `make test-long`.
pytestmark = pytest.mark.long

PHONE = {"width": 390, "height": 844}


def visit(page: Page, look, address: str, name: str, heading: str = "") -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if heading:
        expect(page.get_by_role("main")).to_contain_text(heading)
    look(page, name)


def test_the_editor_claims_checks_words_and_adopts(page: Page, sign_in, look):
    sign_in(page, "editor")
    visit(page, look, "/desk/", "line-desk")
    page.get_by_role("link", name="石门镇连降大雨，转移地质灾害点群众12人").click()
    page.get_by_role("button", name="认领").click()
    expect(page.get_by_text("已认领。")).to_be_visible()
    look(page, "line-desk-item")
    page.get_by_role("button", name="编成稿件").click()
    look(page, "line-manuscript")
    page.get_by_role("button", name="采用").click()
    expect(page.get_by_text("已采用，并告知来源单位。")).to_be_visible()
    visit(page, look, "/desk/manuscripts/", "line-manuscripts")
    visit(page, look, "/desk/decisions/", "line-decisions", "全县茶园低改三年行动")
    page.get_by_role("link", name="全县茶园低改三年行动").click()
    expect(page.get_by_role("main")).to_contain_text("茶小绿叶蝉")
    look(page, "line-decision")
    visit(page, look, "/desk/passed/", "line-passed", "没有越级报送")


def test_the_editor_makes_the_next_issue(page: Page, sign_in, look):
    sign_in(page, "editor")
    visit(page, look, "/bulletins/", "line-issues")
    page.get_by_role("main").get_by_role("link", name="编排中").first.click()
    expect(page.get_by_role("img").first).to_be_visible()
    look(page, "line-issue-making")
    page.goto("/bulletins/")
    page.get_by_role("main").get_by_role("link", name="第1期").first.click()
    look(page, "line-issue-signed")


def test_the_chief_keeps_the_line_and_the_periodical(page: Page, sign_in, look):
    sign_in(page, "chief")
    visit(page, look, "/line/", "line-tree", "石门镇")
    page.get_by_role("link", name="增加单位").click()
    look(page, "line-tree-new")
    page.get_by_label("全称").fill("竹溪口便民服务站")
    page.get_by_label("简称").fill("竹溪口")
    page.get_by_role("button", name="增加单位").click()
    expect(page.get_by_role("main")).to_contain_text("没有信息员，信息报不上来")
    page.get_by_text("任职", exact=True).first.click()
    look(page, "line-unit-new")
    page.get_by_role("button", name="发邀请码").click()
    expect(page.get_by_role("heading", name="邀请码")).to_be_visible()
    page.goto("/line/?level=township")
    page.get_by_role("link", name="石门镇", exact=True).click()
    look(page, "line-unit")
    visit(page, look, "/line/training/", "line-training", "问题建议怎么写")
    visit(page, look, "/line/materials/", "line-materials", "怎样写一条问题建议")
    page.get_by_role("link", name="怎样写一条问题建议").click()
    look(page, "line-receipts")
    page.goto("/bulletins/")
    page.get_by_role("link", name="栏目和读者").or_(page.get_by_role("link", name="栏目与读者")).or_(
        page.locator("main a[href*='/bulletins/periodicals/']")
    ).first.click()
    look(page, "line-periodical")
    visit(page, look, "/bulletins/new/", "line-periodical-new")
    visit(page, look, "/assessment/rules/", "line-rules", "青岚县信息工作计分办法")


def test_the_month_is_assessed(page: Page, sign_in, look):
    sign_in(page, "chief")
    visit(page, look, "/assessment/?month=202606", "line-assessment-before", "还没有开始考核")
    page.get_by_role("button", name="开始本月考核").click()
    expect(page.get_by_text("本月考核已开始。")).to_be_visible()
    look(page, "line-assessment")
    page.get_by_role("link", name="石门镇", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("石门镇")
    look(page, "line-assessment-unit")
    page.goto("/assessment/?month=202606")
    page.get_by_role("button", name="起草通报").click()
    expect(page.get_by_label("标题")).to_have_value("2026年6月信息采用情况通报")


def test_a_leader_reads_and_instructs_on_a_phone(phone: Page, sign_in, look):
    sign_in(phone, "leader")
    visit(phone, look, "/read/", "line-read-phone")
    phone.get_by_role("main").get_by_role("link").first.click()
    look(phone, "line-contents-phone")
    phone.get_by_role("main").get_by_role("link", name="不畅").first.click()
    expect(phone.get_by_role("main")).to_contain_text("会车")
    look(phone, "line-page-phone")
    visit(phone, look, "/instructions/mine/", "line-my-instructions-phone")


def test_the_unit_that_must_act_answers(phone: Page, sign_in, look):
    sign_in(phone, "transport")
    phone.goto("/instructions/ours/")
    look(phone, "line-our-instructions-phone")
    phone.get_by_role("main").get_by_role("link").first.click()
    look(phone, "line-instruction-phone")
    visit(phone, look, "/report/unit/", "line-our-unit-phone", "交通运输局")
    phone.get_by_role("link", name="学习材料").click()
    phone.get_by_role("link", name="怎样写一条问题建议").click()
    look(phone, "line-material-phone")
    phone.get_by_role("button", name="已阅").click()
    expect(phone.get_by_text("已记下您已阅。")).to_be_visible()
    visit(phone, look, "/report/score/?month=202606", "line-own-score-phone")


def test_the_desk_follows_up(page: Page, sign_in, look):
    sign_in(page, "editor")
    visit(page, look, "/instructions/", "line-board")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    look(page, "line-instruction")


def test_the_supervisor_sees_who_passed_and_who_holds(page: Page, sign_in, look):
    sign_in(page, "supervisor")
    visit(page, look, "/desk/passed/", "line-supervisor-passed", "暂缓的信息")
    visit(page, look, "/line/", "line-supervisor-tree", "石门镇")
    page.get_by_role("link", name="石门镇", exact=True).click()
    expect(page.get_by_text("免职")).to_have_count(0)
    page.set_viewport_size(PHONE)
    look(page, "line-supervisor-unit-phone")


def test_what_a_reader_may_not_open(page: Page, sign_in):
    sign_in(page, "officer")
    for address in ("/line/", "/desk/passed/", "/desk/decisions/", "/assessment/", "/read/"):
        assert page.goto(address).status == 403

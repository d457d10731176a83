"""Coming in, one's own account, and looking after people, in a real browser."""

import re

import pytest
from tests.browser.conftest import PASSWORD

CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


def test_the_way_in_reads_well(page, phone, look):
    for name in ["accounts/login", "account/join", "account/reset"]:
        for kind, view in [("wide", page), ("phone", phone)]:
            view.goto(f"/{name}/")
            look(view, f"{name.replace('/', '-')}-{kind}")


def test_a_wrong_password_says_what_to_do(page, look):
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码", exact=True).fill("wrong-password-1")
    page.get_by_role("button", name="登录").click()
    page.get_by_text("用户名或密码不对").first.wait_for()
    look(page, "accounts-login-refused")


def test_an_administrator_invites_and_a_clerk_joins(page, phone, sign_in, look):
    sign_in(page, "admin")
    page.goto("/office/people/organisations/")
    page.get_by_role("link", name=re.compile("百汇")).click()
    page.get_by_role("link", name="发邀请码").click()
    page.get_by_role("button", name="发邀请码").click()
    code = CODE.search(page.get_by_role("main").inner_text())[0]
    look(page, "invitation-once")
    phone.goto("/account/join/")
    phone.get_by_label("邀请码").fill(code.lower())
    phone.get_by_label("用户名").fill("newagent")
    phone.get_by_label("姓名").fill("壬某某")
    phone.get_by_label("密码", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="建立账户").click()
    phone.get_by_text("账户已建立").wait_for()
    sign_in(phone, "newagent")
    phone.goto("/account/")
    look(phone, "account-phone")


PAGES = {
    "clerk": ["account/notices", "account/tokens", "my/agents", "accounts/2fa", "accounts/sessions"],
    "admin": ["office/people", "office/people/invitations"],
    "auditor": ["office/trail"],
}


@pytest.mark.parametrize("who", PAGES)
def test_account_pages_are_for_everybody(page, phone, sign_in, look, who):
    for kind, view in [("wide", page), ("phone", phone)]:
        sign_in(view, who)
        for address in PAGES[who]:
            view.goto(f"/{address}/")
            look(view, f"{address.replace('/', '-')}-{kind}")

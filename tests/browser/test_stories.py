"""What people come for, told in a real browser: a citizen who checks a proof, a clerk on 29 June, an office at work."""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from gongbao.cli.demo.accounts import PASSWORD


def test_a_citizen_finds_a_firm_and_checks_its_proof_without_trusting_us(page: Page, town, look, tmp_path: Path):
    page.goto("/")
    look(page, "home")
    page.get_by_role("combobox").first.fill("青岚 茶业")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("status").filter(has_text="找到")).to_be_visible()
    look(page, "search")
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="登记信息")).to_be_visible()
    look(page, "record")
    page.get_by_role("link", name="怎样验证这份记录").click()
    look(page, "proof")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载证明文件").click()
    proof = tmp_path / "record.tlog-proof"
    waiting.value.save_as(proof)
    page.goto("/verify/")
    page.get_by_label("证明书（PDF）或证明文件").set_input_files(proof)
    expect(page.locator("#verdict")).to_have_text("验证通过。")
    look(page, "verify")
    broken = tmp_path / "broken.tlog-proof"
    lines = proof.read_text().split("\n")
    lines[3] = lines[4]
    broken.write_text("\n".join(lines))
    page.get_by_label("证明书（PDF）或证明文件").set_input_files(broken)
    expect(page.locator("#verdict")).to_contain_text("验证不通过")
    audit = [sys.executable, "-m", "gongbao", "audit", str(proof), "--log", f"{town.url}/ledger"]
    done = subprocess.run(audit, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    whole = subprocess.run([*audit[:4], f"{town.url}/ledger"], capture_output=True, text=True, check=False)
    assert whole.returncode == 0, whole.stdout + whole.stderr


def test_public_pages_on_a_phone(phone: Page, look):
    for name, path in {
        "home": "/",
        "search": "/search/?q=青岚",
        "list": "/lists/abnormal/",
        "ledger": "/audit/",
    }.items():
        phone.goto(path)
        look(phone, f"{name}-phone")
    phone.goto("/search/?q=绝无此名")
    expect(phone.get_by_text("少写几个字再试")).to_be_visible()


def test_a_clerk_files_on_29_june(page: Page, sign_in, look):
    sign_in(page, "clerk")
    page.goto("/my/")
    look(page, "my-duties")
    page.get_by_role("main").get_by_text("填报年报").click()
    page.get_by_role("button", name="带出上年内容开始填").click()
    look(page, "report-contact")
    for _ in range(5):
        page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_label("从业人数")).to_be_visible()
    look(page, "report-assets")
    page.get_by_label("从业人数").fill("二十")
    page.get_by_role("button", name="保存并继续").click()
    page.goto(page.url.rsplit("/fill/", 1)[0] + "/fill/assets/")
    assert page.get_by_label("从业人数").input_value() == "二十", "what was typed is never lost"
    page.get_by_label("从业人数").fill("21")
    for _ in range(2):
        page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("button", name="保存，去预演").click()
    expect(page.get_by_text("公众将看到").first).to_be_visible()
    look(page, "report-check")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="提交年报").click()
    expect(page.get_by_role("main")).to_contain_text("回执")
    look(page, "receipt")


def test_the_form_on_a_phone(phone: Page, sign_in, look):
    sign_in(phone, "agent")
    phone.goto("/my/")
    look(phone, "my-duties-phone")


def test_the_office_sees_the_season(page: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/seasons/2025/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025")
    look(page, "season-board")
    page.goto("/office/")
    look(page, "office-work")


def test_a_listed_firm_sees_the_step_that_ends_it(page: Page, sign_in, look):
    sign_in(page, "latefirm")
    page.goto("/my/")
    look(page, "late-duties")
    page.goto("/lists/abnormal/")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    look(page, "list-entry")


def test_the_whole_of_it_in_english(page: Page):
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a firm")
    for path in ("/search/?q=青岚", "/verify/", "/audit/", "/lists/abnormal/", "/api/", "/accounts/login/"):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"


def test_a_wrong_password_is_answered_in_words(page: Page):
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码", exact=True).fill(PASSWORD + "x")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("main")).to_contain_text("用户名或密码不对")
    assert PASSWORD not in page.url


def test_the_api_answers_the_records_own_bytes(page: Page, town):
    found = page.request.get(f"{town.url}/api/v1/entities?q=青岚").json()
    code = found["hits"][0]["code"]
    answer = page.request.get(f"{town.url}/api/v1/records/{code}")
    assert json.loads(answer.body())["sections"]["registration"]["code"] == code
    again = page.request.get(f"{town.url}/api/v1/records/{code}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304

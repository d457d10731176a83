"""The serious list as its people meet it: the public, the city's office, the county's, the firm, the registrar."""

import re

from gongbao.cli.demo.serious import identity_number

FIRM = re.compile("青岚.+公司")


def test_a_case_from_consent_to_publication_and_a_person_barred(page, phone, sign_in, look):
    page.goto("/lists/abnormal/")
    page.get_by_role("navigation").get_by_role("link", name="严重违法失信名单").first.click()
    look(page, "serious-list")
    page.get_by_role("table").get_by_role("link", name=FIRM).click()
    page.get_by_text("由机关移出").first.wait_for()
    look(page, "serious-entry")
    listed = page.url
    phone.goto(listed)
    look(phone, "serious-entry-phone")
    phone.goto("/not-me/")
    look(phone, "not-me-phone")

    sign_in(page, "superior")
    page.goto("/office/serious/consents/")
    look(page, "serious-consents")
    page.get_by_role("table").get_by_role("link", name=FIRM).click()
    page.get_by_role("button", name="同意列入").click()
    page.get_by_text("已同意。").wait_for()

    sign_in_again(page, sign_in, "regulator")
    page.goto("/office/serious/")
    page.get_by_role("row").filter(has_text="上级已同意").get_by_role("link").first.click()
    look(page, "serious-case")
    page.get_by_role("button", name="作出列入决定").click()
    page.get_by_role("button", name="公示").click()
    page.get_by_text("已公示。").wait_for()
    page.goto("/lists/serious/")
    page.get_by_text("共 2 条").wait_for()
    page.goto("/office/serious/new/")
    look(page, "serious-new")

    sign_in(phone, "seriousfirm")
    phone.goto(listed.replace("/lists/serious/", "/my/serious/"))
    phone.get_by_text("认为列入有误").first.wait_for()
    look(phone, "serious-own-phone")


def test_a_registrar_asks_is_refused_and_rules_out_a_namesake(page, sign_in, look):
    sign_in(page, "registrar")
    page.goto("/office/people/bars/")
    row = page.get_by_role("row").filter(has_text="青岚").first
    name = row.get_by_role("link").first.inner_text()
    look(page, "people-bars")
    page.goto("/office/people/check/")

    def ask(number):
        page.get_by_label("姓名").fill(name)
        page.get_by_label("身份证件号码").fill(number)
        page.get_by_label("用途").fill("受理〔2026〕77号")
        page.get_by_role("button", name="核对").click()

    ask(identity_number("19750315", "001"))
    page.get_by_text("依法不得担任").first.wait_for()
    look(page, "people-check-barred")
    ask(identity_number("19900101", "003"))
    page.get_by_text("未发现任职限制").first.wait_for()
    ask("")
    page.get_by_text("尚不能确定是否同一人").first.wait_for()
    look(page, "people-check-possible")
    page.get_by_role("link", name="当面核对后不是同一人").click()
    page.get_by_label("当事人的身份证件号码").fill(identity_number("19900101", "003"))
    page.get_by_label("核对了哪种证件原件").fill("居民身份证")
    page.get_by_label("当事人的声明").fill("本人从未在该企业任职")
    look(page, "people-not-me")
    page.get_by_role("button", name="记录声明").click()
    page.get_by_text("已记录").first.wait_for()
    look(page, "people-statements")


def sign_in_again(page, sign_in, who):
    """Leave, and come back as somebody else."""
    page.context.clear_cookies()
    sign_in(page, who)

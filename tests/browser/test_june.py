"""The last week of June in a real browser: help at a slip, an agent's file, calls to the missing, paper, a queue."""

import asyncio
import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, Route, expect
from python_calamine import CalamineWorkbook

from gongbao.config.front_busy import Body, turn_away
from gongbao.config.front_gate import Turned

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def test_a_slip_opens_the_help_that_mends_it(page: Page, sign_in, look):
    sign_in(page, "clerk")
    page.goto("/my/")
    page.get_by_role("main").get_by_text(re.compile("填报年报|继续填报")).first.click()
    begin = page.get_by_role("button", name="带出上年内容开始填")
    if begin.count():
        begin.click()
    page.goto(re.sub(r"/(fill/.*)?$", "", page.url) + "/fill/assets/")
    total = page.get_by_label("资产总额", exact=True)
    guide = page.locator(".asked", has=total).locator("details.guide")
    expect(guide).not_to_have_attribute("open", "")
    total.fill("三百万")
    page.get_by_role("button", name="保存并继续").click()
    expect(guide).to_have_attribute("open", "")
    expect(guide).to_contain_text("资产总计")
    expect(guide).to_contain_text("上年填的")
    look(page, "report-help")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "report-help-phone")
    page.get_by_label("资产总额", exact=True).fill("320.5")
    page.get_by_role("button", name="保存", exact=True).click()


def busy(scope: dict, body: bytes, seconds: int) -> tuple[int, dict[str, str], bytes]:
    """What the front answers when the house is full, made by the front itself."""
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    async def story() -> None:
        given = Body(scope, receive)
        await given.read_ahead()
        await turn_away(scope, send, Turned(seconds, "full"), given, 0.0)

    with ThreadPoolExecutor(1) as pool:  # the browser's own loop runs in this thread
        pool.submit(lambda: asyncio.run(story())).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


def test_a_full_house_keeps_what_was_typed_and_sends_it_again(page: Page, sign_in, look, town):
    sign_in(page, "clerk")
    page.goto("/my/")
    page.get_by_role("main").get_by_text(re.compile("填报年报|继续填报")).first.click()
    begin = page.get_by_role("button", name="带出上年内容开始填")
    if begin.count():
        begin.click()
    page.goto(re.sub(r"/(fill/.*)?$", "", page.url) + "/fill/contact/")
    address = page.url
    turned = []

    def full(route: Route) -> None:
        request = route.request
        if request.method != "POST" or request.headers.get("x-autosave") or len(turned) == 2:
            route.fallback()
            return
        body = request.post_data_buffer or b""
        headers = [(name.encode(), value.encode()) for name, value in request.all_headers().items()]
        host = town.url.removeprefix("http://")
        headers += [(b"host", host.encode()), (b"content-length", str(len(body)).encode())]
        scope = {"type": "http", "method": "POST", "path": address.removeprefix(town.url), "query_string": b""}
        status, given, page_body = busy({**scope, "headers": headers}, body, 2)
        turned.append(body)
        route.fulfill(status=status, headers=given, body=page_body)

    page.route(address, full)
    typed = '青岚县城关镇"茶市街"18号 & 后院'
    page.get_by_label("通信地址").fill(typed)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("请稍等")
    expect(page.get_by_role("status")).to_contain_text("不用重填")
    look(page, "waiting")
    page.wait_for_url(lambda url: url != address, timeout=20_000)
    assert len(turned) == 2, "sent again by itself, twice"
    page.unroute(address)
    page.goto(address)
    assert page.get_by_label("通信地址").input_value() == typed


def test_an_agent_files_from_a_file_and_takes_the_receipts(page: Page, sign_in, look, tmp_path: Path):
    sign_in(page, "agent")
    page.goto("/my/batches/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 CSV 模板").click()
    template = tmp_path / "template.csv"
    waiting.value.save_as(template)
    heads, ids = list(csv.reader(io.StringIO(template.read_text("utf-8-sig"))))
    assert heads[0].startswith("统一社会信用代码")
    page.get_by_role("main").get_by_role("link", name="六月代报.csv").click()
    look(page, "batch-done")
    wrong = page.get_by_role("row", name=re.compile("有误"))
    code = "".join(wrong.locator(".code").first.inner_text().split())
    filled = {"code": code, "address": "青岚县城关镇茶市街18号", "postcode": "999101", "phone": "0999-5551234"}
    filled |= {"liaison_name": "丁某某", "liaison_phone": "13800005678", "state": "开业", "company_form": "limited"}
    filled |= {"has_web": "否", "has_investment": "否", "has_transfer": "否", "employees": "12", "assets": "320.5"}
    filled |= {"liabilities": "120.5", "equity": "200", "revenue": "560", "main_revenue": "540", "total_profit": "31"}
    filled |= {"net_profit": "28", "tax": "14", "has_guarantee": "否", "is_large": "否"}
    filled |= dict.fromkeys(("pension", "unemployment", "medical", "injury", "maternity"), "10")
    share = {"name": "甲某某", "subscribed": "100", "subscribed_on": "2019-05-06", "subscribed_how": "cash"}
    filled |= {f"contributions.1.{name}": value for name, value in share.items()}
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heads, ids, [filled.get(one, "") for one in ids], ["91999101MA00000000", *[""] * 9]])
    mended = tmp_path / "补报一户.csv"
    mended.write_bytes(text.getvalue().encode("utf-8-sig"))
    page.goto("/my/batches/")
    page.get_by_label("填好的文件").set_input_files(mended)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("button", name="提交 1 户的年报")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("main")).to_contain_text("没有受这一户的委托")
    look(page, "batch-checked")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="提交 1 户的年报").click()
    page.goto("/my/")
    page.goto("/my/batches/")
    page.get_by_role("link", name="补报一户.csv").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已完成", timeout=30_000)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载回执清单(Excel)").click()
    book = CalamineWorkbook.from_path(waiting.value.path())
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][rows[0].index("回执")].startswith("NB2025-")
    page.goto(rows[1][rows[0].index("核对回执的网页")])
    expect(page.get_by_role("main")).to_contain_text(rows[1][rows[0].index("回执")])
    assert "委托" in str(book.get_sheet_by_index(1).to_python())


def test_an_officer_calls_the_missing(page: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/seasons/2025/")
    expect(page.get_by_role("main")).to_contain_text("上年同日")
    look(page, "season-board")
    page.get_by_role("link", name="按部门").click()
    expect(page.get_by_role("cell", name="青岚县城关市场监管所")).to_be_visible()
    look(page, "season-board-offices")
    row = page.get_by_role("row", name=re.compile("城关市场监管所"))
    row.get_by_role("cell").nth(6).get_by_role("link").click()
    page.get_by_role("link", name=re.compile("还没打")).click()
    look(page, "to-call")
    first = page.locator(".call").first
    name = first.get_by_role("heading").inner_text()
    assert not re.search(r"1\d{10}", page.get_by_role("main").inner_text()), "a full number on the list"
    first.get_by_role("button", name=re.compile("答应补报")).click()
    expect(first.locator(".call-note")).to_contain_text("答应补报")
    page.reload()
    expect(page.get_by_role("main")).not_to_contain_text(name)
    page.get_by_role("link", name=re.compile("^答应补报")).click()
    expect(page.get_by_role("main")).to_contain_text(name)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 Excel").click()
    rows = CalamineWorkbook.from_path(waiting.value.path()).get_sheet_by_index(0).to_python()
    assert name in [row[0] for row in rows]
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "to-call-phone")
    for tab, picture in (("提醒", "reminders"), ("卡在哪里", "obstacles")):
        page.get_by_role("main").get_by_role("link", name=tab, exact=True).click()
        look(page, f"{picture}-phone")
        page.set_viewport_size({"width": 1280, "height": 900})
        look(page, picture)


def test_paper_is_entered_without_a_mouse(page: Page, sign_in, look, tmp_path: Path):
    sign_in(page, "regulator")
    page.goto("/office/paper/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    look(page, "paper-desk")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("收到纸质报告的日期")).to_be_focused()
    scan = tmp_path / "年报.png"
    scan.write_bytes(PNG)
    page.locator("#id_scans").set_input_files(scan)
    expect(page.locator(".scan-view img")).to_be_visible()
    page.get_by_label("联系电话").focus()
    for answer in ("0999-5551234", "", "2", "很多", "0.4"):
        page.keyboard.type(answer)
        page.keyboard.press("Enter")
    page.keyboard.press("n")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("营业额或营业收入")).to_be_focused()
    look(page, "paper-wrong")
    page.keyboard.press("Control+a")
    page.keyboard.type("18.6")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="打印回执")).to_be_visible()
    look(page, "paper-receipt")
    page.keyboard.press("n")
    expect(page.get_by_role("searchbox")).to_be_focused()

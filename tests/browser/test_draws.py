"""A citizen does a draw again in a real browser; a firm asks for its place; an officer plans and a signer approves."""

import json

import pytest
from playwright.sync_api import Page, expect
from tests.unit.kernel.draw.test_vectors import BEACON, ROUND_1000, ROUND_657413

from gongbao.kernel.draw.published import read, verify


@pytest.fixture
def revealed(page: Page) -> dict:
    """The county's revealed draw, by the API."""
    found = page.request.get("/api/v1/draws").json()["draws"]
    return next(one for one in found if one["revealed_at"])


def test_a_citizen_does_a_draw_again(page: Page, phone: Page, revealed, look, tmp_path):
    page.goto("/")
    page.get_by_role("link", name="查抽查").first.click()
    page.get_by_role("link", name=revealed["title"]).click()
    expect(page.get_by_role("heading", name="结果")).to_be_visible()
    look(page, "draw")
    page.get_by_role("link", name="在我的浏览器里重算").click()
    expect(page.locator("#verdict")).to_have_text("全部相符：这次抽查是按事先承诺的办法抽的。")
    expect(page.locator("#steps li")).to_have_count(7)
    look(page, "draw-again")

    content = page.request.get(revealed["file"]).text()
    said = json.loads(content)
    assert all(step.holds is not False for step in verify(read(content.encode())))
    ranks = [tuple(row) for row in page.locator("#rows tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(0, 3).map(cell => cell.textContent))"
    )]  # fmt: skip
    expected = [(code, str(n), firm) for code, firms in said["drawn"].items() for n, firm in enumerate(firms, 1)]
    assert ranks == expected

    said["drawn"]["all"].reverse()
    changed = tmp_path / "changed.draw.json"
    changed.write_text(json.dumps(said), encoding="utf-8")
    phone.goto("/draws/again/")
    phone.get_by_label("从抽查页面下载的文件").set_input_files(changed)
    expect(phone.locator("#verdict")).to_have_text("不相符：这次抽查不可信。")
    look(phone, "draw-again-phone")
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    phone.get_by_label("从抽查页面下载的文件").set_input_files(other)
    expect(phone.locator("#verdict")).to_contain_text("这不是一份公布的抽取结果")


def test_the_browser_knows_a_drand_signature(page: Page):
    """Rounds 1000 and 657413 hold; the signature of 1000 for 1001 does not."""
    page.goto("/draws/again/")
    rounds = page.evaluate(
        """async ([first, other]) => {
          const { beaconHolds, sha256, hex, unhex } = await import("/static/spotchecks/js/draw.js");
          const held = [[1000, first], [657413, other], [1001, first]];
          const told = await Promise.all(held.map(([round, value]) => beaconHolds(round, unhex(value))));
          return [...told, hex(await sha256(unhex(first)))];
        }""",
        [ROUND_1000.hex(), ROUND_657413.hex()],
    )
    assert rounds[:3] == [True, True, False]
    assert rounds[3] == BEACON.hex()


def test_an_officer_plans_and_a_signer_approves(page: Page, phone: Page, sign_in, look):
    sign_in(page, "regulator")
    page.goto("/office/draws/new/")
    page.get_by_label("名称", exact=True).fill("建材行业定向抽查")
    page.get_by_label("定向抽查", exact=True).check()
    page.get_by_label("定向抽查：为什么抽这些").fill("上半年投诉较多")
    page.get_by_label("每层抽取").fill("10")
    page.get_by_label("最迟入账").fill("明天")
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_role("alert").first).to_contain_text("请写成")
    look(page, "draw-plan-form")
    page.get_by_label("最迟入账").fill("2026-06-30 17:00")
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_role("heading", name="建材行业定向抽查")).to_be_visible()
    look(page, "draw-plan")
    address = page.url
    sign_in(phone, "signer")
    phone.goto(address)
    phone.get_by_role("button", name="批准这份方案").click()
    expect(phone.get_by_text("已批准。入账以后方案就不能再改。")).to_be_visible()
    look(phone, "draw-approved-phone")
    page.reload()
    page.get_by_role("button", name="固定名单并入账").click()
    expect(page.get_by_text("等待公共随机数").first).to_be_visible()
    page.get_by_label("drand 签名").fill("00" * 48)
    page.get_by_role("button", name="核对并摇号").click()
    expect(page.get_by_role("alert").first).to_contain_text("入账期限未到")
    page.goto("/office/draws/inspectors/")
    look(page, "inspectors")


def test_the_browser_lets_only_the_next_issue_in(page: Page):
    """A void lottery issue: the same answers as the kernel's."""
    page.goto("/draws/again/")
    told = page.evaluate(
        """async () => {
          const { checkLotteries } = await import("/static/spotchecks/js/draw.js");
          const gone = ["双色球", "2026051", "2026052", "公告"];
          const cases = [
            ["next-issue", "2026051", []], ["next-issue", "2026052", [gone]],
            ["", "2026052", [gone]], ["next-issue", "2026052", []], ["next-issue", "2026051", [gone]],
            ["next-issue", "2026052", [[...gone.slice(0, 3), " "]]],
            ["next-issue", "2026054", [["双色球", "2026051", "2026054", "公告"]]],
          ];
          return cases.map(([rule, issue, voids]) => {
            const plan = { lotteries: [["双色球", "2026051"]], void: rule };
            try {
              checkLotteries({ plan, lotteries: [["双色球", issue, [1]]], voids }, () => {});
              return "holds";
            } catch (wrong) {
              return wrong.code;
            }
          });
        }"""
    )
    assert told == ["holds", "holds", *["wrong_entropy"] * 5]

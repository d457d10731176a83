"""A citizen with a certificate: the file on the page, the paper before a phone's camera, a photo of the sheet."""

import subprocess
import sys
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import CHROMIUM, watched

from gongbao.kernel.audit.certificate import proof_text
from gongbao.kernel.tlog.compact import codes, pack
from gongbao.kernel.tlog.proof import parse_proof

WIDTH, HEIGHT = 640, 480


@pytest.fixture(scope="module")
def certificate(chromium: Browser, town, tmp_path_factory) -> Path:
    """The certificate of the first firm that a search finds."""
    path = tmp_path_factory.mktemp("certificate") / "certificate.pdf"
    with chromium.new_context(base_url=town.url) as made:
        code = made.request.get("/api/v1/entities?q=青岚").json()["hits"][0]["code"]
        answer = made.request.get(f"/e/{code}/v/1/certificate.pdf")
        assert answer.status == 200
        path.write_bytes(answer.body())
    return path


def printed(certificate: Path) -> list[str]:
    return codes(pack(parse_proof(proof_text(certificate.read_bytes()).decode())))


def frame(text: str) -> bytes:
    """A picture of one code as a phone sees it: light grey paper, dark grey ink, not quite in the middle."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix_iter(border=4)]
    scale = HEIGHT // len(rows)
    picture = bytearray(b"\xc8" * (WIDTH * HEIGHT))
    for y in range(len(rows) * scale):
        row = b"".join((b"\x28" if dark else b"\xc8") * scale for dark in rows[y // scale])
        at = (y + 3) * WIDTH + 40
        if y + 3 < HEIGHT:
            picture[at : at + len(row)] = row
    return bytes(picture)


def film(path: Path, texts: list[str]) -> Path:
    """A film for Chromium's false camera: each code for a second, over and over."""
    grey = b"\x80" * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F5:1 Ip A1:1 C420mpeg2\n".encode())
        for text in texts:
            file.write((b"FRAME\n" + frame(text) + grey) * 5)
    return path


def test_a_citizen_checks_a_certificate_with_a_phones_camera(chromium, town, certificate, look, tmp_path):
    texts = printed(certificate)
    assert len(texts) > 1, "one code alone would not show that parts are put together"
    video = film(tmp_path / "camera.y4m", [f"{town.url}/e/", *reversed(texts)])
    false_camera = [
        "--no-sandbox",
        "--disable-gpu",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=false_camera)
    try:
        phone = browser.new_context(
            base_url=town.url,
            locale="zh-CN",
            viewport={"width": 390, "height": 844},
            is_mobile=True,
            has_touch=True,
            permissions=["camera"],
        )
        page = watched(phone.new_page())
        page.goto("/verify/")
        look(page, "verify-phone")
        page.get_by_role("button", name="用镜头读码").click()
        expect(page.locator("#progress")).to_contain_text("已读", timeout=20_000)
        look(page, "verify-camera-phone")
        expect(page.locator("#verdict")).to_have_text("验证通过。", timeout=40_000)
        expect(page.locator("#camera")).to_be_hidden()
        expect(page.locator("#said")).to_contain_text("统一社会信用代码")
        look(page, "verify-verified-phone")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="存成证明文件").click()
        kept = tmp_path / "kept.tlog-proof"
        waiting.value.save_as(kept)
    finally:
        browser.close()
    assert kept.read_bytes() == proof_text(certificate.read_bytes())
    audit = [sys.executable, "-m", "gongbao", "audit", str(kept), "--log", f"{town.url}/ledger"]
    assert subprocess.run(audit, capture_output=True, check=False).returncode == 0


def test_a_photo_of_the_codes_is_enough(phone: Page, certificate, tmp_path):
    phone.goto("/verify/")
    pictures = []
    for number, text in enumerate(printed(certificate)):
        path = tmp_path / f"{number}.png"
        segno.make_qr(text, error="m", boost_error=False).save(str(path), scale=5, border=4)
        pictures.append(path)
    phone.get_by_label("拍一张或选一张照片").set_input_files(pictures[:1])
    expect(phone.locator("#progress")).to_contain_text("还差第", timeout=20_000)
    phone.get_by_label("拍一张或选一张照片").set_input_files(pictures[1:])
    expect(phone.locator("#verdict")).to_have_text("验证通过。", timeout=20_000)


def test_a_certificate_dropped_on_the_page_and_a_forged_one(page: Page, certificate, look, tmp_path):
    page.goto("/verify/")
    page.get_by_label("证明书（PDF）或证明文件").set_input_files(certificate)
    expect(page.locator("#verdict")).to_have_text("验证通过。")
    look(page, "verify-certificate")
    key = page.get_by_label("账本公钥")
    right = key.input_value()
    key.fill("elsewhere.example/log+" + right.split("+", 1)[1])
    page.get_by_role("button", name="在我的浏览器里验证").click()
    expect(page.locator("#verdict")).to_contain_text("验证不通过")
    expect(page.locator("#document")).to_be_hidden()
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"%PDF-1.7\n%%EOF\n")
    page.get_by_label("证明书（PDF）或证明文件").set_input_files(empty)
    expect(page.locator("#steps")).to_contain_text("没有附证明文件")
    look(page, "verify-refused")


def test_without_a_camera_it_says_what_to_do(page: Page):
    page.goto("/verify/")
    page.get_by_role("button", name="用镜头读码").click()
    expect(page.locator("#progress")).to_contain_text("改用照片")

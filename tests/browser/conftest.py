"""Real pages in a real Chromium, against the whole system as `make run` starts it, with the made-up county."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.towns import Town, a_town

from gongbao.cli.demo.accounts import PASSWORD

PICTURES = Path(__file__).parent / "pictures"
# Stories say what is shown, the bench how soon: a busy machine is no failure.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM = os.environ.get("GONGBAO_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("GONGBAO_BROWSER_REQUIRED"):
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium: `apt install chromium fonts-noto-cjk`, then again")
                )
    # The browser's loop runs until the session ends, and no other may run beside it: tests with loops come first.
    items.sort(key=lambda item: here in item.path.parents)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """The running county; each file of stories has its own."""
    with a_town() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def context(chromium: Browser, town: Town, width: int, height: int, **options: object) -> BrowserContext:
    made = chromium.new_context(
        base_url=town.url, locale="zh-CN", viewport={"width": width, "height": height}, **options
    )
    made.set_default_timeout(PATIENCE_MS)
    return made


@pytest.fixture
def page(chromium: Browser, town: Town) -> Iterator[Page]:
    with context(chromium, town, 1280, 900) as made:
        yield watched(made.new_page())


@pytest.fixture
def phone(chromium: Browser, town: Town) -> Iterator[Page]:
    with context(chromium, town, 390, 844, is_mobile=True, has_touch=True) as made:
        yield watched(made.new_page())


def watched(page: Page) -> Page:
    """A page whose script errors and requests to outside fail the test."""

    def refuse(route: object) -> None:
        raise AssertionError(f"an asset from outside: {route.request.url}")  # type: ignore[attr-defined]  # playwright's

    page.route(lambda url: not url.startswith(("http://127.0.0.1", "data:", "blob:")), refuse)
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    """Sign a page in as one of the demonstration accounts."""

    def enter(page: Page, username: str) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)

    return enter


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Take the page's picture under a name and hold it to WCAG 2.2 AA."""

    def check(page: Page, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert not found.response["violations"], found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: the page is {wide} px wider than the window"

    return check

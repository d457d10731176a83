"""Every component in a real Chromium: accessible, within the window, and drawing its charts under our own policy."""

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_accessible(page: Page, look, scheme: str):
    page.emulate_media(color_scheme=scheme)
    page.goto("/styleguide/")
    look(page, f"styleguide-{scheme}")


def test_every_component_fits_a_phone(phone: Page, look):
    phone.goto("/styleguide/")
    look(phone, "styleguide-phone")


def test_charts_are_drawn_and_nothing_breaks_the_content_policy(page: Page):
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto("/styleguide/")
    expect(page.locator(".chart-canvas svg")).to_have_count(2)
    assert not [text for text in told if "Content Security Policy" in text]


def test_choosing_dark_stays_chosen(page: Page):
    page.goto("/styleguide/")
    page.get_by_label("外观").click()
    page.get_by_role("button", name="深色").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_leaving_with_unsaved_words_asks_first(page: Page):
    page.goto("/styleguide/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("情况说明").fill("一段说明")
    page.goto("/styleguide/?again")
    assert asked == ["beforeunload"]


def test_an_amount_shows_in_full_as_it_is_typed(page: Page):
    page.goto("/styleguide/")
    page.get_by_label("营业总收入").fill("1234.567891")
    expect(page.locator("#id_revenue_full")).to_have_text("12,345,678.91 元")


def test_the_public_view_follows_the_publish_switch(page: Page):
    page.goto("/styleguide/")
    line = page.locator("[data-shows=id_revenue]")
    expect(line).to_have_text("不公示")
    page.get_by_role("radio", name="公示", exact=True).check()
    expect(line).to_have_text("1234.56 万元")

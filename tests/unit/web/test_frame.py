"""The frame, the error pages and the style sheets."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

import gongbao.web
from gongbao.web import errors, views

STATIC = Path(gongbao.web.__file__).parent / "static" / "web"
TEMPLATES = sorted(Path(gongbao.web.__file__).parent.rglob("templates/**/*.html"))


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many, 429),
        (errors.server_error, 500),
        (errors.unavailable, 503),
    ],
)
def test_error_pages_speak_both_languages_and_touch_no_database(page, status):
    answer = page(RequestFactory().get("/x"))  # no session, no user; a query would fail without the db mark
    assert answer.status_code == status
    text = answer.content.decode()
    assert '<section lang="en"' in text
    assert str(status) in text
    assert "回到首页" in text


def test_the_theme_is_a_cookie_the_server_reads():
    answer = views.appearance(RequestFactory().post("/appearance/", {"theme": "dark", "next": "/search/?q=a"}))
    assert answer.cookies["theme"].value == "dark"
    assert answer.url == "/search/?q=a"
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    assert 'data-theme="dark"' in render_to_string("errors/404.html", request=request)


@pytest.mark.parametrize("wrong", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_theme_leads_nowhere_else(wrong):
    answer = views.appearance(RequestFactory().post("/appearance/", {"theme": "sepia", "next": wrong}))
    assert answer.url == "/"
    assert answer.cookies["theme"].value == ""


def test_both_lists_of_dark_colours_are_the_same():
    css = (STATIC / "tokens.css").read_text()
    chosen, system = (
        re.findall(r"(--[\w-]+|color-scheme): ([^;]+);", block)
        for block in re.findall(r"(?:\[data-theme=\"dark\"\]|:not\(\[data-theme\]\)) \{([^}]+)\}", css)
    )
    assert chosen == system
    assert len(chosen) > 20


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [":root", r'\[data-theme="dark"\]'])
def test_contrast_is_aa_everywhere_and_aaa_for_body_text(theme):
    css = (STATIC / "tokens.css").read_text()
    block = re.search(theme + r" \{([^}]+)\}", css)[1]
    token = dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    for ground in ("paper", "sheet", "sunken"):
        assert contrast(token["ink"], token[ground]) >= 7
        for name in ("muted", "primary", "vermilion", "pine", "amber"):
            assert contrast(token[name], token[ground]) >= 4.5, (name, ground)
    for name in ("vermilion", "pine", "amber", "primary"):
        assert contrast(token[name], token[f"{name}-wash"]) >= 4.5, name
    assert contrast(token["on-primary"], token["primary"]) >= 4.5
    assert contrast(token["line-strong"], token["sheet"]) >= 3, "the edge of an input must be seen"
    for n in range(1, 7):
        assert contrast(token[f"series-{n}"], token["sheet"]) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", [*TEMPLATES, *sorted(STATIC.rglob("*.css")), *sorted(STATIC.rglob("*.js"))], ids=str)
def test_nothing_is_fetched_from_elsewhere(path):
    assert not re.search(r"(?:src|href|url|import)\s*[=(]?\s*[\"']?(?:https?:)?//", path.read_text())

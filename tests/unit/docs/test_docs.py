"""The documents say what the program does: the generated pages are fresh, links lead somewhere, pictures are there."""

import re
from pathlib import Path

import pytest

from tools.reference import FILES, FOLDER

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_generated_page_says_what_the_program_says(name):
    kept = (FOLDER / name).read_text(encoding="utf-8")
    assert kept == FILES[name](), f"docs/reference/{name}: run `python tools/reference.py write`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert not [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", [page for page in PAGES if page.name.endswith(".en.md")], ids=lambda page: page.name)
def test_every_english_page_stands_beside_a_chinese_one(page):
    assert page.with_name(page.name.replace(".en.md", ".md")).exists()


def test_every_how_to_and_explanation_is_in_both_languages():
    pages = [*(ROOT / "docs" / "how-to").glob("*.md"), *(ROOT / "docs" / "explanation").glob("*.md")]
    chinese = {page.name for page in pages if not page.name.endswith(".en.md")}
    english = {page.name.replace(".en.md", ".md") for page in pages if page.name.endswith(".en.md")}
    assert chinese == english


def test_the_index_names_every_page():
    for index in (ROOT / "docs" / "README.md", ROOT / "docs" / "README.en.md"):
        named = set(LINK.findall(index.read_text(encoding="utf-8")))
        english = index.name.endswith(".en.md")
        for folder in ("how-to", "explanation", "reference"):
            for page in (ROOT / "docs" / folder).glob("*.md"):
                if folder == "reference" and not page.name.endswith(".en.md"):
                    wanted = {f"{folder}/{page.name}"}
                elif page.name.endswith(".en.md") == english:
                    wanted = {f"{folder}/{page.name}"}
                else:
                    continue
                assert wanted & named, f"{index.name} does not name {folder}/{page.name}"

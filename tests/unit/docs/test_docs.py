"""The documents say what the program does: the generated pages are fresh, links lead somewhere, pictures are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_the_generated_pages_say_what_the_program_says():
    """In a process of its own: a command that was run keeps how it was run."""
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


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


@pytest.mark.parametrize("index", ["README.md", "README.en.md"])
def test_the_index_names_every_page(index):
    """The Chinese index names the Chinese pages, the English one the English, or the one page in both languages."""
    named = set(LINK.findall((ROOT / "docs" / index).read_text(encoding="utf-8")))
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in PAGES if "docs" in page.parts}
    pages = {page for page in pages if page.split("/")[0] in {"how-to", "explanation", "reference"}}
    english = {page for page in pages if page.endswith(".en.md")}
    chinese = pages - english
    alone = {page for page in chinese if page.replace(".md", ".en.md") not in english}
    assert not (english | alone if index.endswith(".en.md") else chinese) - named

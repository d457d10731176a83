"""The settings as an installation has them, not as the tests bend them; and every one of them is described."""

import ast
import re
from pathlib import Path

import pytest

from gongbao.config import settings

ROOT = Path(__file__).parents[3]
VARIABLE = re.compile(r"GONGBAO_[A-Z_]+|DATABASE_URL")
ROW = re.compile(r"^\| `(\w+)` \| (?:`([^`]*)`|无|none) \|", re.MULTILINE)
# Said by one of our processes to another, never by a person.
BETWEEN_PROCESSES = {"GONGBAO_LEASH", "GONGBAO_CLOCK_SHIFT"}


def test_passwords_are_kept_by_argon2():
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def read_somewhere() -> dict[str, str | None]:
    """Every variable that a text of our programs names, with the default beside it where one is given."""
    found: dict[str, str | None] = {}
    for folder in ("src", "tests", "bench", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text())
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and VARIABLE.fullmatch(str(node.value)):
                    found.setdefault(node.value, None)
                if isinstance(node, ast.Call) and len(node.args) == 2 and "setdefault" not in ast.unparse(node.func):
                    name, default = node.args
                    if isinstance(name, ast.Constant) and VARIABLE.fullmatch(str(name.value)):
                        found[name.value] = str(getattr(default, "value", "")) or found.get(name.value)
    return {name: default for name, default in found.items() if name not in BETWEEN_PROCESSES}


@pytest.mark.parametrize("page", ["settings.md", "settings.en.md"])
def test_every_setting_is_described(page):
    described = dict(ROW.findall((ROOT / "docs" / "reference" / page).read_text()))
    read = read_somewhere()
    assert set(described) == set(read)
    set_in_the_text = {name: default for name, default in read.items() if default}
    assert {name: described[name] for name in set_in_the_text} == set_in_the_text

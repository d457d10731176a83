"""Nothing the kernel refuses with reaches a Chinese reader in English."""

import ast
from pathlib import Path

import pytest

import gongbao.kernel.tlog
from gongbao.kernel.audit.wording import in_chinese

MODULES = ["canonical", "checkpoint", "compact", "leaf", "merkle", "note", "opening", "policy", "proof", "tiles"]
REFUSALS = {"NoteError", "ProofError", "LeafError", "PolicyError", "NotCanonicalError"}


def messages():
    for module in MODULES:
        tree = ast.parse((Path(gongbao.kernel.tlog.__path__[0]) / f"{module}.py").read_text())
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS):
                continue
            said = node.args[0]
            if isinstance(said, ast.Constant):
                yield said.value
            elif isinstance(said, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "7" for part in said.values)


FOUND = sorted(set(messages()))


def test_there_are_messages_to_look_at():
    assert len(FOUND) > 50


@pytest.mark.parametrize("message", FOUND)
def test_every_refusal_has_chinese_words(message):
    assert in_chinese(message) != message
    assert not any(word in in_chinese(message) for word in (" the ", " is ", " a ", "not ", "{"))


def test_parts_are_kept_and_nested_refusals_turned():
    assert in_chinese("line 3: not base64") == "第 3 行：不是 base64"
    assert in_chinese("the signature of a.example/{x} is false") == "a.example/{x} 的签名是假的"
    assert in_chinese("something else") == "something else"

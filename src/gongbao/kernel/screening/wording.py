"""What screening adds to the words of a comparison: codes beside names, and what else would decide."""

from collections.abc import Mapping

from gongbao.kernel.statutes.identifiers import Severity, check_code, is_meant_as_code
from gongbao.kernel.statutes.vocabulary import Sentence

NOT_A_NAME_EN = "There is no name here, or one of more than 300 characters: write the firm's name or its code."
NOT_A_CODE = Sentence(
    "这不是完整的代码：统一社会信用代码是 18 位，旧注册号 15 位，组织机构代码 9 位。请核对后再查。",
    "This is no whole code: a unified social credit code has 18 characters, a former registration number 15, "
    "an organisation code 9. Check it and ask again.",
)
CODE_NOT_NAME = Sentence(
    "但名称与名录所载不同，可能已更名或代码写错，请核对。",
    "But the name is not the one listed: it may have changed, or the code is mistyped.",
)
NAME_NOT_CODE = Sentence(
    "名称相同，但代码不同：可能是另一家，也可能代码写错，请人工核对。",
    "The name is the same but the code is not: another firm, or a mistyped code. A person must look.",
)
FORMER_NAME = Sentence("(比对的是曾用名“{}”)", "(compared with the former name “{}”)")
DECIDERS: Mapping[str, Sentence] = {
    "code": Sentence("统一社会信用代码", "the unified social credit code"),
    "address": Sentence("住所", "the address"),
    "chinese": Sentence("中文名称", "the name in Chinese"),
    "form": Sentence("组织形式(营业执照)", "the legal form, on the licence"),
    "trade": Sentence("字号的准确写法", "how exactly the trade name is written"),
    "history": Sentence("变更登记记录", "the record of changes"),
    "person": Sentence("法定代表人", "the legal representative"),
}
_ASKS = (
    ("script", "chinese"),
    ("letters", "chinese"),
    ("place", "address"),
    ("form", "form"),
    ("trade", "trade"),
    ("lines", "history"),
)


def what_decides(outcomes: Mapping[str, str], *, has_code: bool) -> tuple[str, ...]:
    """Keys of DECIDERS, the surest first: what else would tell whether both are one firm."""
    found = [] if has_code else ["code"]
    for part, key in _ASKS:
        outcome = outcomes.get(part, "same")
        if not outcome.startswith("same") and outcome not in ("none", "reordered"):
            found.append(key)
    return (*found, "person") if len(found) < 2 else tuple(found)


def mistyped(name: str, code: str) -> Sentence | None:
    """Why a code that was not found, or stands for the name, may have been written wrongly; None without a doubt.

    Registers hold such codes, so they are asked for all the same.
    """
    asked = code or (name if is_meant_as_code(name) else "")
    wrong = [one for one in check_code(asked).findings if one.severity is Severity.WARNING]
    if not asked or not wrong:
        return None
    return Sentence(
        f"代码可能写错了：{''.join(one.zh for one in wrong)}请对照营业执照核对后再查。",
        f"The code may be mistyped: {' '.join(one.en for one in wrong)} Compare it with the licence and ask again.",
    )


OUTCOMES: Mapping[str, tuple[str, str]] = {
    "same": ("同一家", "The same firm"),
    "possible": ("可能是同一家，请人工核对", "Possibly the same: a person must look"),
    "related": ("有关联，但不是同一家", "Related, not the same firm"),
    "none": ("未发现", "Nothing found"),
    "unreadable": ("读不出", "Not readable"),
}
LEAD = Sentence(
    "名称相近只是线索，不等于就是名录中的这一家。作出对它不利的决定之前，请用统一社会信用代码核实。",
    "A name that is alike is a lead, never a match. Confirm by the unified code before any decision against a firm.",
)

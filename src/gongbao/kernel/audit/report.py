"""What an audit found, in both languages: one line a check, then the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum

LONGEST_LINE = 4000


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


class Outcome(Enum):
    """What came of one check. A NOTE says something worth knowing that decides nothing."""

    OK = "✓"
    FAILED = "✗"
    UNCHECKED = "?"
    NOTE = "·"


class Verdict(IntEnum):
    """The audit as a whole; the numbers are the command's exit codes."""

    VERIFIED = 0
    FAILED = 1
    UNCHECKED = 2


_VERDICTS = {
    Verdict.VERIFIED: Words("验证通过。", "Verified."),
    Verdict.FAILED: Words("验证不通过。", "Failed: this does not verify."),
    Verdict.UNCHECKED: Words("未能完成验证。", "Could not check."),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a report."""

    outcome: Outcome
    words: Words


@dataclass(slots=True)
class Report:
    """The checks in the order they were made."""

    checks: list[Check] = field(default_factory=list)

    def add(self, outcome: Outcome, zh: str, en: str) -> None:
        self.checks.append(Check(outcome, Words(zh, en)))

    def ok(self, zh: str, en: str) -> None:
        self.add(Outcome.OK, zh, en)

    def failed(self, zh: str, en: str) -> None:
        self.add(Outcome.FAILED, zh, en)

    def unchecked(self, zh: str, en: str) -> None:
        self.add(Outcome.UNCHECKED, zh, en)

    def note(self, zh: str, en: str) -> None:
        self.add(Outcome.NOTE, zh, en)

    @property
    def verdict(self) -> Verdict:
        outcomes = {check.outcome for check in self.checks}
        if Outcome.FAILED in outcomes:
            return Verdict.FAILED
        if Outcome.UNCHECKED in outcomes or Outcome.OK not in outcomes:
            return Verdict.UNCHECKED
        return Verdict.VERIFIED

    def lines(self, lang: str) -> list[str]:
        """The report as text, the verdict last."""
        lines = [f"{check.outcome.value} {printable(check.words.say(lang))}" for check in self.checks]
        return [*lines, _VERDICTS[self.verdict].say(lang)]


class BrokenLogError(Exception):
    """A file of the log is missing or is not what the entries make it: `zh` and `en` say which."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def printable(text: str) -> str:
    """Text of others made safe for a terminal: control and direction characters are shown, not obeyed."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:LONGEST_LINE])
    return shown + (" …" if len(text) > LONGEST_LINE else "")


def listed(names: Sequence[str], comma: str) -> str:
    """At most ten names, and how many more."""
    more = f" … +{len(names) - 10}" if len(names) > 10 else ""
    return comma.join(names[:10]) + more

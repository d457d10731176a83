"""Refusals people can read: a stable code, what happened and what to do, in both languages."""

from django.db import DataError
from django.utils.translation import get_language


class Refusal(Exception):
    """A domain rule says no. `field` names the input it is about; `status` is the HTTP answer's."""

    def __init__(self, code: str, zh: str, en: str, *, field: str | None = None, status: int = 422) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.field = field
        self.status = status

    def words(self) -> str:
        """The sentence in the reader's language."""
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class Refusals(Exception):
    """Several refusals at once, e.g. every wrong field of a form."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(str(r) for r in refusals))
        self.refusals = refusals


def not_storable(error: Exception) -> Refusal | None:
    """The refusal for a value no database can hold (half a character, NUL, a number too large); None for other errors.

    Asked at the edges only: a value that reaches the database unread is refused in words, never with an error page.
    """
    if isinstance(error, UnicodeEncodeError | DataError) or (isinstance(error, ValueError) and "NUL" in str(error)):
        return Refusal(
            "input.not-storable",
            "输入里有不能保存的字符或过大的数字。请检查后重新输入。",
            "The input holds a character or a number that cannot be stored. Check it and enter it again.",
        )
    return None

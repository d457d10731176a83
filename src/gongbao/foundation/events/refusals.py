"""Refusals people can read: a stable code, what happened and what to do, in both languages."""

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

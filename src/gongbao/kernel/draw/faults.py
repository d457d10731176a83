"""What can be wrong with a draw, each with a code, a sentence in both languages, and what to do."""


class DrawFault(ValueError):
    """A draw that can't be made or doesn't hold. `code` is stable; str() is the Chinese sentence."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.code, self.zh, self.en = code, zh, en

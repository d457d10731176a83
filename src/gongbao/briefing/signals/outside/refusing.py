"""Why nothing came of a fetch."""


class NotFetched(Exception):
    """The outcome (`models.Outcome`) and a short detail; never text from the other side."""

    def __init__(self, outcome: str, detail: str = "") -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail

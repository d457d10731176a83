"""Cells that somebody else will open in a spreadsheet: none of them may run."""

#: What makes a cell a formula somewhere: also full-width, and after characters a spreadsheet drops.
_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe makes it text."""
    return f"'{text}" if text[:1] in _STARTS else text

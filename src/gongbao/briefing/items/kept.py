"""The pages that open on a phone without a network; slices above add theirs (in AppConfig.ready())."""

from django.urls import reverse

_names = ["items:offline", "items:new"]


def register(*names: str) -> None:
    """Keep these pages, named as URLs are, on the phones of those who report."""
    _names.extend(name for name in names if name not in _names)


def addresses() -> str:
    """Their addresses, with blanks between."""
    return " ".join(reverse(name) for name in _names)

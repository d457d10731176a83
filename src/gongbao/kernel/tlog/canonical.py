"""Canonical JSON for what is committed: RFC 8785 for values without floats.

Sorted keys (ASCII), no spaces, UTF-8, no escapes beyond the required ones, text in NFC, integers within 2**53.
"""

import contextlib
import json
import unicodedata
from typing import Any

_LARGEST = 2**53 - 1


class NotCanonicalError(ValueError):
    """A value that has no canonical form here; the message says where."""


_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: Any) -> bytes:
    """The one byte string of a value of dicts (ASCII keys), lists, text, whole numbers, booleans and null."""
    if _is_plain(value):
        written = _WRITE(value)
        # Quotes join with nothing, so text as a whole in form C has every string in it in form C.
        if written.isascii() or unicodedata.is_normalized("NFC", written):
            with contextlib.suppress(UnicodeEncodeError):
                return written.encode()
    _check(value, None)
    return _WRITE(value).encode()


def _is_plain(value: Any) -> bool:
    """Whether everything but the text is as it has to be. What is not is looked at closely, to say where."""
    waiting = [value]
    for one in waiting:  # grows while it is walked
        kind = type(one)
        if kind is dict:
            for key in one:
                if type(key) is not str or not key.isascii():
                    return False
            waiting += [inner for inner in one.values() if type(inner) is not str]
        elif kind is list or kind is tuple:
            waiting += [inner for inner in one if type(inner) is not str]
        elif kind is int:
            if not -_LARGEST <= one <= _LARGEST:
                return False
        elif not (kind is str or kind is bool or one is None):
            return False
    return True


#: A place in a value: the place it lies in, and its key or number there. Put into words only when something is wrong.
_Place = tuple[Any, str | int] | None


def _check(value: Any, place: _Place) -> None:
    if isinstance(value, str):
        _check_text(value, place)
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonicalError(f"{_said(place)}: whole numbers stay within 2**53")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonicalError(f"{_said(place)}: keys are ASCII text")
            _check(inner, (place, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _check(inner, (place, number))
    else:
        raise NotCanonicalError(f"{_said(place)}: {type(value).__name__} has no canonical form")


def _said(place: _Place) -> str:
    if place is None:
        return "$"
    outer, key = place
    return f"{_said(outer)}[{key}]" if isinstance(key, int) else f"{_said(outer)}.{key}"


def _check_text(value: str, place: _Place) -> None:
    if value.isascii():
        return
    if not unicodedata.is_normalized("NFC", value):
        raise NotCanonicalError(f"{_said(place)}: text must be in Unicode normal form C")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError(f"{_said(place)}: half a surrogate pair is not text") from error

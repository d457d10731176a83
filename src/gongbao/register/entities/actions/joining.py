"""Many entities and names as tuples of a binary COPY at once, field beside field. Slow to load: for cleaners alone."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gongbao.register.entities.actions.fields import Column, bytes_of, ends, joined, lengths, lines, same_size
from gongbao.register.entities.actions.tuples import CERTAIN, ENTITY_FIELDS
from gongbao.register.entities.bulk import Folded

# six fields; entity_id and its length; number 0 and its length; the length of the name
_NAME_HEAD = [("fields", ">i2"), ("l1", ">i4"), ("id", ">i8"), ("l2", ">i4"), ("number", ">i2"), ("l3", ">i4")]
# as many fields as there are; id and its length; the length of the name
_ENTITY_HEAD = [("fields", ">i2"), ("l1", ">i4"), ("id", ">i8"), ("l3", ">i4")]


def entity_tuples(ids: range, names: Column, codes: Column, facts: Column, stamped: bytes) -> Column:
    """Entities without a doubt, in the order of ENTITY; `facts` are the fields from category to scope."""
    heads = _heads(_ENTITY_HEAD, fields=ENTITY_FIELDS, l1=8, id=ids, l3=np.diff(ends(names)))
    return joined(heads, names, lengths(codes), codes, facts, CERTAIN + stamped)


def name_tuples(ids: range, names: Sequence[str], regions: Sequence[str]) -> bytes | memoryview:
    """The present names of these entities, in the order of NAME; none holds a line end or is too long."""
    if not names:
        return b""
    text = "\n".join(names)
    folded = Folded(text)
    called = lines(text.encode())
    folds = called if folded.text == text else lines(folded.text.encode())
    initials = lines(folded.initials())
    heads = _heads(_NAME_HEAD, fields=6, l1=8, id=ids, l2=2, l3=np.diff(ends(called)))
    return bytes_of(joined(heads, called, lengths(folds), folds, lengths(initials), initials, *folded.keys(regions)))


def _heads(shape: list[tuple[str, str]], *, id: range, **parts: Any) -> Column:  # noqa: A002 (as the column)
    """The beginning of each tuple: these parts, those not named nought."""
    heads = np.zeros(len(id), shape)
    heads["id"] = id
    for name, part in parts.items():
        heads[name] = part
    return same_size(heads)

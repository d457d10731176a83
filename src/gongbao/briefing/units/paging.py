"""A page of a long list found by its keys alone: the rows before it are counted past in the index, never read."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property


class ByKeys(Paginator):  # type: ignore[type-arg]  # generic in its stubs only
    """A Paginator over rows whose order an index keeps; only the rows shown are read whole.

    With `most`, no more than that many of the first rows are looked for: `more` says that there are others.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, *, most: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.rows, self.most = rows, most

    @cached_property
    def count(self) -> int:
        """How many there are, or `most`."""
        return min(len(self._first), self.most) if self.most else self.rows.count()

    @property
    def more(self) -> bool:
        return self.most is not None and len(self._first) > self.most

    def page(self, number: int | str) -> Page[Any]:
        """The page: first its keys, then those rows, in the same order."""
        wanted = self.validate_number(number)
        if not self.most and self.count <= self.per_page:
            return Page(list(self.rows), wanted, self)
        first = (wanted - 1) * self.per_page
        last = first + self.per_page
        keys = self._first[first:last] if self.most else list(self.rows.values_list("pk", flat=True)[first:last])
        return Page(_in_order(self.rows, keys), wanted, self)

    @cached_property
    def _first(self) -> list[Any]:
        """The keys of the first rows, and of one more if there is one."""
        return list(self.rows.values_list("pk", flat=True)[: (self.most or 0) + 1])


def _in_order(rows: QuerySet[Any], keys: Sequence[Any]) -> list[Any]:
    """The rows of these keys, in the order of the keys, with everything the query wants beside them."""
    found = {one.pk: one for one in rows.filter(pk__in=keys).order_by()} if keys else {}
    return [found[key] for key in keys if key in found]

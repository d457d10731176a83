"""Reading code lists, in the reader's language."""

from collections.abc import Iterable, Mapping

from gongbao.foundation.codes.models import CodeEntry, Division


def words(list_name: str) -> Mapping[str, tuple[str, str]]:
    """The current entries of a list: code to (zh, en)."""
    rows = CodeEntry.objects.filter(list=list_name, valid_to=None).values_list("code", "zh", "en")
    return {code: (zh, en) for code, zh, en in rows}


def place_names(codes: Iterable[str]) -> Mapping[str, str]:
    """The full names of divisions by code, as they are called now."""
    wanted = {code for code in codes if code}
    return dict(Division.objects.filter(code__in=wanted, valid_to=None).values_list("code", "full_name"))


def children(code: str) -> list[tuple[str, str]]:
    """The divisions one level below (of the whole country with an empty code): code and name."""
    rows = Division.objects.filter(parent=code, valid_to=None).order_by("code")
    return [(d.code, d.name) for d in rows[:200]]

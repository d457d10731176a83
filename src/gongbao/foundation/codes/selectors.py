"""Reading code lists, in the reader's language."""

from collections.abc import Iterable, Mapping

from django.db import connection

from gongbao.foundation.codes.models import CodeEntry, Division

INDUSTRY = "industry"  # the list of GB/T 4754


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


def industries_below(code: str) -> list[tuple[str, str]]:
    """The industries one level below (the sections with an empty code): code and title."""
    rows = CodeEntry.objects.filter(list=INDUSTRY, parent=code, valid_to=None).order_by("code")
    return list(rows.values_list("code", "zh")[:200])


def industry_titles(wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Those of these industries that there are: code and title, by code."""
    codes = [code for code in wanted if code]
    rows = CodeEntry.objects.filter(list=INDUSTRY, code__in=codes, valid_to=None).order_by("code") if codes else []
    return [(row.code, row.zh) for row in rows]


def divisions_by_parent() -> Mapping[str, str]:
    """Every division of today above the villages, as lines of `name TAB code` under its parent, in no order.

    Packed, because an import wants all 45,000 within a tenth of a second and unpacks a few hundred parents.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parent, string_agg(name || chr(9) || code, chr(10))"
            " FROM codes_division WHERE valid_to IS NULL AND level <= 4 GROUP BY parent"
        )
        return dict(cursor.fetchall())

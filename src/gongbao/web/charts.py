"""Charts as data: one value gives the drawing's JSON and the table that says the same."""

from typing import Any

from gongbao.foundation import wording
from gongbao.web.presenters import get


def chart_data(chart: Any) -> dict[str, Any]:
    """What charts.js reads. The design's colours and fonts are chosen there, never here."""
    return {
        "kind": get(chart, "kind", "line"),
        "title": get(chart, "title"),
        "unit": get(chart, "unit"),
        "categories": [str(category) for category in get(chart, "categories", ())],
        "series": [
            {
                "name": get(series, "name"),
                "values": [None if v is None else float(v) for v in get(series, "values", ())],
            }
            for series in get(chart, "series", ())
        ],
        "marks": dict(get(chart, "marks", {}) or {}),
    }


def chart_rows(chart: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same numbers as a table's rows: each category with its (series, number) pairs."""
    series = list(get(chart, "series", ()))
    rows = []
    for position, category in enumerate(get(chart, "categories", ())):
        values = [(get(one, "name"), get(one, "values", ())[position]) for one in series]
        numbers = [(str(name), "—" if value is None else wording.number_words(value)) for name, value in values]
        rows.append((str(category), numbers))
    return rows

"""Kinds of information as data, reading what was typed, and what is shown how long. Pure."""

from gongbao.register.instant.rules.judging import DAY, Judged, Values, judge, personal_in
from gongbao.register.instant.rules.kinds import (
    DEPARTMENT,
    FIRM,
    MOVABLES,
    OFFICE,
    InformationKind,
    Item,
    basis,
    duty_rule,
    firm_kinds,
    kinds_of,
    official_kinds,
    owes_instant_information,
    sanction,
)

__all__ = [
    "DAY",
    "DEPARTMENT",
    "FIRM",
    "MOVABLES",
    "OFFICE",
    "InformationKind",
    "Item",
    "Judged",
    "Values",
    "basis",
    "duty_rule",
    "firm_kinds",
    "judge",
    "kinds_of",
    "official_kinds",
    "owes_instant_information",
    "personal_in",
    "sanction",
]

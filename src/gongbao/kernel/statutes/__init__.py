"""The register's law as dated data and pure decisions: facts and a day in, a decision with its citations out."""

from gongbao.kernel.statutes.citations import Citation, cite, derived
from gongbao.kernel.statutes.correction import Correction, decide_correction
from gongbao.kernel.statutes.deadlines import Base, DeadlineRule
from gongbao.kernel.statutes.grounds import GroundEntry, Measure, RemovalReason, ground_entry, grounds, measure
from gongbao.kernel.statutes.identifiers import Checked, Finding, Scheme, Severity, check_code, normalise_code
from gongbao.kernel.statutes.instruments import (
    TITLES,
    Instrument,
    InstrumentId,
    NoLawInForce,
    date_caution,
    in_force,
    instrument,
    instruments,
)
from gongbao.kernel.statutes.late_listing import (
    DisplayWindow,
    LateListing,
    LateOutcome,
    Owing,
    ReportFacts,
    decide_late_listing,
    owes_report,
)
from gongbao.kernel.statutes.objection import Objection, ObjectionFacts, ObjectionOutcome, decide_objection
from gongbao.kernel.statutes.removal import (
    Effect,
    Removal,
    RemovalFacts,
    RemovalOutcome,
    decide_removal,
    removal_steps,
)
from gongbao.kernel.statutes.rulebook import annual_report_due, annual_report_rule, rule, rule_id, rules, window_opens
from gongbao.kernel.statutes.sanctions import SANCTIONS, Provision, Sanction, late_report_consequences
from gongbao.kernel.statutes.settings import DEFAULT_LAW, LawSettings
from gongbao.kernel.statutes.spot_checks import CheckRules, least_drawn, spot_check_rules
from gongbao.kernel.statutes.vocabulary import Confidence, Ground, Kind, Sentence, Standing

__all__ = [
    "DEFAULT_LAW",
    "SANCTIONS",
    "TITLES",
    "Base",
    "CheckRules",
    "Checked",
    "Citation",
    "Confidence",
    "Correction",
    "DeadlineRule",
    "DisplayWindow",
    "Effect",
    "Finding",
    "Ground",
    "GroundEntry",
    "Instrument",
    "InstrumentId",
    "Kind",
    "LateListing",
    "LateOutcome",
    "LawSettings",
    "Measure",
    "NoLawInForce",
    "Objection",
    "ObjectionFacts",
    "ObjectionOutcome",
    "Owing",
    "Provision",
    "Removal",
    "RemovalFacts",
    "RemovalOutcome",
    "RemovalReason",
    "ReportFacts",
    "Sanction",
    "Scheme",
    "Sentence",
    "Severity",
    "Standing",
    "annual_report_due",
    "annual_report_rule",
    "check_code",
    "cite",
    "date_caution",
    "decide_correction",
    "decide_late_listing",
    "decide_objection",
    "decide_removal",
    "derived",
    "ground_entry",
    "grounds",
    "in_force",
    "instrument",
    "instruments",
    "late_report_consequences",
    "least_drawn",
    "measure",
    "normalise_code",
    "owes_report",
    "removal_steps",
    "rule",
    "rule_id",
    "rules",
    "spot_check_rules",
    "window_opens",
]

"""Complaints about published information: what they can be about, by when they are answered, and what may follow."""

from datetime import date

from gongbao.foundation.duties.owed import Terms
from gongbao.kernel.statutes import DeadlineRule, Kind, Sentence, rule, rule_id

ANSWER, QUERY = "complaint-answer", "query-answer"
SHORTEST_WORDS = 10
LONGEST_WORDS = 4_000
MOST_FILES = 6

#: What a complaint can be about.
ABOUT: dict[str, Sentence] = {
    "report": Sentence("年度报告的内容", "the annual report"),
    "contact": Sentence("地址、电话等联系方式", "address, telephone and other contacts"),
    "capital": Sentence("股东、出资、股权", "members, contributions, shares"),
    "licences": Sentence("许可、资质", "licences and qualifications"),
    "penalties": Sentence("行政处罚", "penalties"),
    "shops": Sentence("网站、网店", "web sites and online shops"),
    "missing": Sentence("应当公示而没有公示", "something that should be published and is not"),
    "other": Sentence("其他", "something else"),
}

#: From a state to those that may follow.
NEXT: dict[str, tuple[str, ...]] = {
    "received": ("verifying", "confirmed", "unfounded", "unverifiable", "corrected", "not-ours"),
    "verifying": ("confirmed", "unfounded", "unverifiable", "corrected", "not-ours"),
}


def may_become(state: str, after: str) -> bool:
    """Whether a complaint in `state` may become `after`; an answered one stays as it is."""
    return after in NEXT.get(state, ())


def answer_rule(entity_kind: Kind, is_query: bool, on: date) -> DeadlineRule:
    """Twenty working days from receipt to verify and answer in writing (R 13; G 12; N 9)."""
    return rule(rule_id(entity_kind, "query" if is_query else "falsehood-report"), on)


def answer_terms(entity_kind: Kind, is_query: bool, on: date) -> Terms:
    """The office's duty to answer a complaint received that day."""
    return Terms.by_rule(answer_rule(entity_kind, is_query, on), on, kind=QUERY if is_query else ANSWER)

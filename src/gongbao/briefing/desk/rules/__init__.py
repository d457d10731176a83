from gongbao.briefing.desk.rules.checking import Finding, check_text, office_names, personal_data, straight_quotes
from gongbao.briefing.desk.rules.figures import Figure, by_topic, contradictions, figures
from gongbao.briefing.desk.rules.shares import even_shares

__all__ = [
    "Figure",
    "Finding",
    "by_topic",
    "check_text",
    "contradictions",
    "even_shares",
    "figures",
    "office_names",
    "personal_data",
    "straight_quotes",
]

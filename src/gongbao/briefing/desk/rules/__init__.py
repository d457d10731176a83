from gongbao.briefing.desk.rules.checking import Finding, check_text, office_names, personal_data, straight_quotes
from gongbao.briefing.desk.rules.figures import Figure, contradictions, figures
from gongbao.briefing.desk.rules.shares import even_shares

__all__ = [
    "Figure",
    "Finding",
    "check_text",
    "contradictions",
    "even_shares",
    "figures",
    "office_names",
    "personal_data",
    "straight_quotes",
]

from gongbao.register.filings.models.filing import Filing, FilingVersion
from gongbao.register.filings.models.form import ReportForm

__all__ = ["Filing", "FilingVersion", "ReportForm"]

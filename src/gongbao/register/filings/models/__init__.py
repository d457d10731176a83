from gongbao.register.filings.models.batch import BatchState, FilingBatch, FilingBatchFile, FilingBatchRow, RowState
from gongbao.register.filings.models.filing import Channel, Filing, FilingVersion
from gongbao.register.filings.models.form import ReportForm
from gongbao.register.filings.models.snag import Snag, SnagStep

__all__ = [
    "BatchState",
    "Channel",
    "Filing",
    "FilingBatch",
    "FilingBatchFile",
    "FilingBatchRow",
    "FilingVersion",
    "ReportForm",
    "RowState",
    "Snag",
    "SnagStep",
]

"""Every write about annual reports: forms, drafts, filings, corrections, paper, batches."""

from gongbao.register.filings.actions.batch_checking import check_batch, check_taken, take_batch
from gongbao.register.filings.actions.batch_filing import begin_batch, drop_batch, file_next
from gongbao.register.filings.actions.drafts import (
    copy_last_year,
    drop_draft,
    open_draft,
    save_draft,
    start_correction,
)
from gongbao.register.filings.actions.filing_many import Outcome, Report, file_reports, give_way
from gongbao.register.filings.actions.forms import load_forms
from gongbao.register.filings.actions.paper import Scan, enter_paper, receive_paper
from gongbao.register.filings.actions.snags import count_snags, snags_of
from gongbao.register.filings.actions.submitting import (
    DryRun,
    consequences,
    correct_draft,
    correct_report,
    dry_run,
    file_draft,
    file_report,
)

__all__ = [
    "DryRun",
    "Outcome",
    "Report",
    "Scan",
    "begin_batch",
    "check_batch",
    "check_taken",
    "consequences",
    "copy_last_year",
    "correct_draft",
    "correct_report",
    "count_snags",
    "drop_batch",
    "drop_draft",
    "dry_run",
    "enter_paper",
    "file_draft",
    "file_next",
    "file_report",
    "file_reports",
    "give_way",
    "load_forms",
    "open_draft",
    "receive_paper",
    "save_draft",
    "snags_of",
    "start_correction",
    "take_batch",
]

"""Annual reports for programs: the form, a dry run, filing, correcting, receipts, whole files of reports."""

from gongbao.register.filings.api.batches import router as batches
from gongbao.register.filings.api.reports import router

router.add_router("/batches", batches)

__all__ = ["router"]

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilingsConfig(AppConfig):
    name = "gongbao.register.filings"
    label = "filings"
    verbose_name = _("申报")

    def ready(self) -> None:
        """Contribute the section of annual reports to public records, and the pages to work on."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (models load after apps)
        from gongbao.register.filings.presenters.duties import paper_href, paper_title  # noqa: PLC0415 (as above)
        from gongbao.register.filings.presenters.record import (  # noqa: PLC0415 (models load after apps)
            annual_reports,
            told_reports,
        )
        from gongbao.register.filings.selectors import PAPER_NOTICE, published_reports  # noqa: PLC0415 (models load after apps)
        from gongbao.register.records import sections  # noqa: PLC0415 (models load after apps)

        places.register(PAPER_NOTICE, paper_title, paper_href)
        sections.register("annual_reports", published_reports)
        sections.show("annual_reports", annual_reports)
        sections.tell("annual_reports", told_reports)
        landing.register(order=10, permission=Permission.FILING_SUBMIT, url="filings:duties", text=_("我的义务"))
        landing.register(order=20, permission=Permission.FILING_AGENT_BATCH, url="filings:batches", text=_("批量申报"))
        landing.register(
            order=40, permission=Permission.FILING_ENTER_PAPER, url="filings:paper-find", text=_("纸质年报")
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilingsConfig(AppConfig):
    name = "gongbao.register.filings"
    label = "filings"
    verbose_name = _("申报")

    def ready(self) -> None:
        """Contribute the section of annual reports to public records."""
        from gongbao.register.filings.selectors import published_reports  # noqa: PLC0415 (models load after apps)
        from gongbao.register.records import sections  # noqa: PLC0415 (models load after apps)

        sections.register("annual_reports", published_reports)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "gongbao.register.inspections"
    label = "inspections"
    verbose_name = _("检查")

    def ready(self) -> None:
        """Contribute the section of public records, the workplaces, the duties' pages, and who may open files."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.register.inspections.presenters.duties import show_duties  # noqa: PLC0415 (as above)
        from gongbao.register.inspections.publication import (  # noqa: PLC0415 (as above)
            inspections_section,
            show_inspections,
        )
        from gongbao.register.inspections.selectors import may_open_file  # noqa: PLC0415 (as above)
        from gongbao.register.records import sections  # noqa: PLC0415 (as above)

        sections.register("inspections", inspections_section)
        sections.show("inspections", show_inspections)
        for kind in ("evidence-request", "engagement", "visit-record", "visit-signature", "premises-proof"):
            register(kind, may_open_file)
        landing.register(order=10, permission=Permission.INSPECTION_VISIT, url="inspections:today", text=_("今日检查"))
        landing.register(order=20, permission=Permission.INSPECTION_MANAGE, url="inspections:work", text=_("检查"))
        show_duties()

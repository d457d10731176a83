from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "gongbao.register.complaints"
    label = "complaints"
    verbose_name = _("举报")

    def ready(self) -> None:
        """Contribute the workplace, the duties' pages, and who may open files."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.register.complaints.presenters import show_duties  # noqa: PLC0415 (as above)
        from gongbao.register.complaints.selectors import may_open_file  # noqa: PLC0415 (as above)

        register("complaint", may_open_file)
        landing.register(order=30, permission=Permission.COMPLAINT_HANDLE, url="complaints:work", text=_("举报"))
        show_duties()

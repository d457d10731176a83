from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "gongbao.register.complaints"
    label = "complaints"
    verbose_name = _("举报")

    def ready(self) -> None:
        """Contribute the workplace, the duties' pages, and who may open files."""
        from django.urls import reverse  # noqa: PLC0415 (models load after apps)

        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)
        from gongbao.register.complaints.rules import ANSWER, QUERY  # noqa: PLC0415 (as above)
        from gongbao.register.complaints.selectors import may_open_file  # noqa: PLC0415 (as above)

        register("complaint", may_open_file)
        landing.register(order=30, permission=Permission.COMPLAINT_HANDLE, url="complaints:work", text=_("举报"))
        for kind, title in ((ANSWER, _("核实并书面答复举报")), (QUERY, _("书面答复查询"))):
            places.register(
                kind,
                lambda title=title: str(title),
                lambda duty: reverse("complaints:handle", args=[duty.about_entity or 0, duty.subject_id]),
            )

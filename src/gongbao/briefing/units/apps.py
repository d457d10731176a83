from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "gongbao.briefing.units"
    label = "units"
    verbose_name = _("报送单位")

    def ready(self) -> None:
        """Put the line on the work bar, and say who may open materials."""
        from gongbao.briefing.units import selectors  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        register("material", lambda user, attachment: selectors.may_open_files(user, attachment.subject_id))
        for permission in (Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE):
            landing.register(order=22, permission=permission, url="units:line", text=_("报送网络"))
        landing.register(order=22, permission=Permission.ITEM_WRITE, url="units:mine", text=_("本单位"))

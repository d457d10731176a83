from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "gongbao.briefing.assessment"
    label = "assessment"
    verbose_name = _("考核")

    def ready(self) -> None:
        """Put assessment on the work bar of desks and units."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        landing.register(order=18, permission=Permission.DESK_WORK, url="assessment:month", text=_("考核"))
        landing.register(order=14, permission=Permission.ITEM_WRITE, url="assessment:own", text=_("得分"))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "gongbao.register.consultations"
    label = "consultations"
    verbose_name = _("部门查询")

    def ready(self) -> None:
        """Say which of these pages is for whom."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        for order, permission, url, text in (
            (20, Permission.CONSULT_USE, "consultations:ask", _("查询名录")),
            (30, Permission.CONSULT_USE, "consultations:followings", _("跟踪企业")),
            (80, Permission.CONSULT_SUPERVISE, "consultations:log", _("部门查询记录")),
        ):
            landing.register(order=order, permission=permission, url=url, text=text)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "gongbao.foundation.accounts"
    label = "accounts"
    verbose_name = _("用户与权限")

    def ready(self) -> None:
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models are not ready before)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        people, audit = Permission.PEOPLE_MANAGE, Permission.AUDIT_READ
        landing.register(order=50, permission=people, url="accounts:people", text=_("人员与机构"))
        landing.register(order=60, permission=Permission.FILING_SUBMIT, url="accounts:agents", text=_("委托代理"))
        landing.register(order=90, permission=audit, url="accounts:trail", text=_("操作留痕"))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    name = "gongbao.register.registrations"
    label = "registrations"
    verbose_name = _("登记数据")

    def ready(self) -> None:
        """The registrar's pages among those to work on."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (models load after apps)

        landing.register(
            order=30, permission=Permission.ENTITY_IMPORT, url="registrations:uploads", text=_("导入登记数据")
        )
        landing.register(order=31, permission=Permission.ENTITY_EDIT, url="registrations:firms", text=_("变更登记"))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "gongbao.register.people"
    label = "people"
    verbose_name = _("任职人员")

    def ready(self) -> None:
        """The registrar's question among the pages to work on."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (models load after apps)

        landing.register(order=32, permission=Permission.ENTITY_EDIT, url="people:check", text=_("任职核对"))

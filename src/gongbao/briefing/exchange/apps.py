from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "gongbao.briefing.exchange"
    label = "exchange"
    verbose_name = _("上下级交换")

    def ready(self) -> None:
        """Put the exchange on the desk's work bar, and beside what is sent and came."""
        from gongbao.briefing.desk.beside import register as beside_manuscripts  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.exchange import beside  # noqa: PLC0415 (as above)
        from gongbao.briefing.items.beside import register as beside_items  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        beside_manuscripts(beside.MANUSCRIPT, beside.of_manuscript)
        beside_items(beside.ITEM, beside.of_item)
        landing.register(order=17, permission=Permission.DESK_WORK, url="exchange:board", text=_("往来"))

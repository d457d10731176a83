from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    name = "gongbao.briefing.topics"
    label = "topics"
    verbose_name = _("要点与约稿")

    def ready(self) -> None:
        """Put topics on the pages of items and on the work bar, and follow the items that answer."""
        from gongbao.briefing.items import parts as items  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.items.beside import register as beside_items  # noqa: PLC0415 (as above)
        from gongbao.briefing.topics import parts  # noqa: PLC0415 (as above)
        from gongbao.briefing.topics.actions import hear_move  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        items.show_at_home(parts.HOME, parts.home)
        beside_items(parts.ITEM, parts.with_item)
        items.add_to_form(items.Extra(parts.FORM, parts.form, parts.keep))
        items.watch(hear_move)
        landing.register(order=14, permission=Permission.DESK_WORK, url="topics:lists", text=_("要点与约稿"))
        landing.register(order=11, permission=Permission.ITEM_WRITE, url="topics:asked", text=_("要点与约稿"))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstructionsConfig(AppConfig):
    name = "gongbao.briefing.instructions"
    label = "instructions"
    verbose_name = _("批示")

    def ready(self) -> None:
        """Put instructions beside what is read and on the work bar, and say who may open photographs."""
        from gongbao.briefing.bulletins.beside import register as show  # noqa: PLC0415 (models load after apps)
        from gongbao.briefing.instructions import beside, files, open_work  # noqa: PLC0415 (as above)
        from gongbao.briefing.items.beside import register as beside_items  # noqa: PLC0415 (as above)
        from gongbao.briefing.units.open_work import register as opens  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)

        opens("instructions", open_work.of_unit)
        show(beside.TEMPLATE, beside.part)
        beside_items(beside.ITEM, beside.of_item)
        register("instruction", files.may_open)
        landing.register(order=16, permission=Permission.DESK_WORK, url="instructions:board", text=_("督办"))
        landing.register(order=12, permission=Permission.INSTRUCT, url="instructions:mine", text=_("我的批示"))
        landing.register(order=12, permission=Permission.ITEM_WRITE, url="instructions:ours", text=_("批示办理"))

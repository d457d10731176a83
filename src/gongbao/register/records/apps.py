from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "gongbao.register.records"
    label = "records"
    verbose_name = _("公示记录")

    def ready(self) -> None:
        from gongbao.register.entities import selectors  # noqa: PLC0415 (models must be loaded first)
        from gongbao.register.records import presenters, sections  # noqa: PLC0415 (models must be loaded first)

        sections.register("registration", selectors.registration_facts)
        sections.show("registration", presenters.registration)
        sections.tell("registration", presenters.told_registration)

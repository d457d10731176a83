from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    name = "gongbao.register.entities"
    label = "entities"
    verbose_name = _("经营主体")

    def ready(self) -> None:
        from django.core import checks  # noqa: PLC0415 (models must be loaded first)

        from gongbao.foundation.accounts import directory  # noqa: PLC0415 (models must be loaded first)
        from gongbao.register.entities.checks import missing_indexes  # noqa: PLC0415 (models must be loaded first)
        from gongbao.register.entities.directory import by_code, by_ids  # noqa: PLC0415 (models must be loaded first)

        directory.install(by_code, by_ids)
        checks.register(missing_indexes, checks.Tags.database)

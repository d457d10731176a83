from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "gongbao.register.records"
    label = "records"
    verbose_name = _("公示记录")

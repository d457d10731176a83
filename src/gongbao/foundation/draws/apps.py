from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrawsConfig(AppConfig):
    name = "gongbao.foundation.draws"
    label = "draws"
    verbose_name = _("抽查摇号")

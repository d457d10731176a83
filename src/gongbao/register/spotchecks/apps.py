from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpotchecksConfig(AppConfig):
    name = "gongbao.register.spotchecks"
    label = "spotchecks"
    verbose_name = _("随机抽查")

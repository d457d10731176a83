from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gongbao.api"
    label = "api"

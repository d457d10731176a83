from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gongbao.web"
    label = "web"

from django.urls import path

from gongbao.web import views

app_name = "web"
urlpatterns = [
    path("appearance/", views.appearance, name="appearance"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

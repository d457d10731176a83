from django.urls import path

from gongbao.register.entities import views

app_name = "entities"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
]

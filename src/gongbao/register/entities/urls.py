from django.urls import path

from gongbao.register.entities import views

app_name = "entities"
urlpatterns = [path("search/", views.search, name="search")]

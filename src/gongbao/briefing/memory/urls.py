from django.urls import path

from gongbao.briefing.memory.views import own, searching

app_name = "memory"
urlpatterns = [
    path("memory/", searching.search, name="search"),
    path("memory/leader/", own.leader, name="leader"),
    path("report/memory/", own.ours, name="ours"),
    path("memory/units/<int:unit_id>/", own.unit, name="unit"),
]

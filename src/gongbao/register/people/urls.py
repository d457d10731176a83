from django.urls import path

from gongbao.register.people.views import bars, checking, not_me

app_name = "people"
urlpatterns = [
    path("not-me/", not_me.explain, name="explain"),
    path("office/people/check/", checking.check, name="check"),
    path("office/people/bars/", bars.bars, name="bars"),
    path("office/people/bars/new/", bars.new, name="new-bar"),
    path("office/people/bars/<int:entity_id>/<uuid:bar_id>/", bars.bar, name="bar"),
    path("office/people/not-me/", not_me.statements, name="not-me"),
    path("office/people/not-me/<int:entity_id>/<uuid:person_id>/", not_me.record, name="record-not-me"),
]

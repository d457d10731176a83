from django.urls import path

from gongbao.briefing.desk.views import inbox, manuscripts, passing

app_name = "desk"
urlpatterns = [
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/items/<uuid:item_id>/", inbox.item, name="item"),
    path("desk/items/<uuid:item_id>/act/", inbox.act, name="act"),
    path("desk/items/<uuid:item_id>/beside/", inbox.beside, name="beside"),
    path("desk/passed/", passing.passed, name="passed"),
    path("report/items/<uuid:item_id>/over/", passing.over, name="over"),
    path("desk/join/", manuscripts.join, name="join"),
    path("desk/manuscripts/", manuscripts.manuscripts, name="manuscripts"),
    path("desk/manuscripts/<uuid:manuscript_id>/", manuscripts.manuscript, name="manuscript"),
    path("desk/manuscripts/<uuid:manuscript_id>/act/", manuscripts.act, name="manuscript-act"),
]

from django.urls import path

from gongbao.briefing.items.views import arriving, offline, undertakings, writing

app_name = "items"
urlpatterns = [
    path("report/", writing.home, name="home"),
    path("report/new/", writing.new, name="new"),
    path("report/offline/", offline.offline, name="offline"),
    path("report/sync/", arriving.sync_state, name="sync"),
    path("report/import/", arriving.from_word, name="import"),
    path("report/items/<uuid:item_id>/", writing.item, name="item"),
    path("report/items/<uuid:item_id>/write/", writing.write, name="write"),
    path("report/items/<uuid:item_id>/act/", writing.act, name="act"),
    path("desk/decisions/", undertakings.undertakings, name="undertakings"),
    path("desk/decisions/<uuid:undertaking_id>/", undertakings.undertaking, name="undertaking"),
]

from django.urls import path

from gongbao.register.seasons import views

app_name = "seasons"
urlpatterns = [
    path("office/seasons/", views.index, name="index"),
    path("office/seasons/<int:year>/", views.board, name="board"),
    path("office/seasons/<int:year>/missing/", views.missing, name="missing"),
    path("office/seasons/<int:year>/missing/<int:entity_id>/", views.call, name="call"),
    path("office/seasons/<int:year>/remind/", views.remind, name="remind"),
    path("office/seasons/<int:year>/close/", views.prepare, name="prepare"),
    path("office/seasons/closes/<uuid:close_id>/", views.close, name="close"),
    path("office/seasons/closes/<uuid:close_id>/sign/", views.sign, name="sign"),
    path("office/seasons/closes/<uuid:close_id>/discard/", views.discard, name="discard"),
]

from django.urls import path

from gongbao.register.seasons.views import board, calling, campaign, closing

app_name = "seasons"
urlpatterns = [
    path("office/seasons/", board.seasons, name="seasons"),
    path("office/seasons/<int:year>/", board.board, name="board"),
    path("office/seasons/<int:year>/missing/", calling.missing, name="missing"),
    path("office/seasons/<int:year>/missing/list/", calling.take_list, name="missing-list"),
    path("office/seasons/<int:year>/missing/<int:entity_id>/note/", calling.note, name="note"),
    path("office/seasons/<int:year>/remind/", campaign.remind, name="remind"),
    path("office/seasons/<int:year>/reminders/", campaign.reminders, name="reminders"),
    path("office/seasons/<int:year>/obstacles/", campaign.obstacles, name="obstacles"),
    path("office/seasons/<int:year>/close/", closing.prepare, name="prepare"),
    path("office/closes/<uuid:close_id>/", closing.close, name="close"),
    path("office/closes/<uuid:close_id>/sign/", closing.sign, name="sign"),
    path("office/closes/<uuid:close_id>/discard/", closing.discard, name="discard"),
    path("office/closes/<uuid:close_id>/progress/", closing.progress, name="progress"),
]

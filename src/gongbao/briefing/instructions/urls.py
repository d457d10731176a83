from django.urls import path

from gongbao.briefing.instructions.views import following, giving

app_name = "instructions"
urlpatterns = [
    path("instructions/", following.board, name="board"),
    path("instructions/mine/", following.mine, name="mine"),
    path("instructions/ours/", following.ours, name="ours"),
    path("instructions/follow-up/", following.follow_up, name="follow-up"),
    path("instructions/<uuid:instruction_id>/", following.instruction, name="instruction"),
    path("instructions/<uuid:instruction_id>/act/", following.act, name="act"),
    path("instructions/enter/<uuid:issue_id>/", giving.enter, name="enter"),
    path("read/<uuid:issue_id>/entries/<uuid:entry_id>/instruct/", giving.give, name="give"),
]

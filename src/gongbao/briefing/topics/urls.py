from django.urls import path

from gongbao.briefing.topics.views import commissions, coverage, own, points

app_name = "topics"
urlpatterns = [
    path("topics/", points.lists, name="lists"),
    path("topics/new/", points.new_list, name="new-list"),
    path("topics/<uuid:list_id>/", points.point_list, name="list"),
    path("topics/<uuid:list_id>/act/", points.act, name="list-act"),
    path("topics/commissions/", commissions.commissions, name="commissions"),
    path("topics/commissions/new/", commissions.new_commission, name="new-commission"),
    path("topics/commissions/<uuid:commission_id>/", commissions.commission, name="commission"),
    path("topics/commissions/<uuid:commission_id>/act/", commissions.act, name="commission-act"),
    path("topics/reminders/", commissions.reminders, name="reminders"),
    path("topics/coverage/", coverage.board, name="coverage"),
    path("topics/coverage/workbook/", coverage.workbook, name="workbook"),
    path("report/topics/", own.asked, name="asked"),
    path("report/topics/<uuid:asked_id>/nothing/", own.nothing, name="nothing"),
    path("report/commissions/<uuid:call_id>/", own.call, name="call"),
    path("report/commissions/<uuid:call_id>/act/", own.act, name="call-act"),
]

from django.urls import path

from gongbao.briefing.assessment.views import desk, own, rules

app_name = "assessment"
urlpatterns = [
    path("assessment/", desk.month, name="month"),
    path("assessment/begin/", desk.begin, name="begin"),
    path("assessment/act/", desk.act, name="act"),
    path("assessment/scores.xlsx", desk.workbook, name="workbook"),
    path("assessment/units/<int:unit_id>/", desk.unit, name="unit"),
    path("assessment/rules/", rules.rules, name="rules"),
    path("report/score/", own.score, name="own"),
]

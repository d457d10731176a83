from django.urls import path

from gongbao.briefing.incidents.views import deciding, desk, logs, rules, tips, unit

app_name = "incidents"
urlpatterns = [
    path("report/urgent/", unit.home, name="urgent"),
    path("report/urgent/new/", unit.new, name="new"),
    path("report/urgent/sync/", unit.sync_state, name="sync"),
    path("report/urgent/<uuid:incident_id>/", unit.incident, name="own"),
    path("incidents/", desk.board, name="board"),
    path("incidents/call/", desk.call, name="call"),
    path("incidents/late/", desk.late, name="late"),
    path("incidents/late.xlsx", logs.late, name="late-xlsx"),
    path("incidents/limits/", rules.limits, name="limits"),
    path("incidents/limits/new/", rules.new_limit, name="new-limit"),
    path("incidents/limits/<slug:key>/", rules.limit, name="limit"),
    path("incidents/grades/", rules.grades, name="grades"),
    path("incidents/outages/", rules.outages, name="outages"),
    path("incidents/tips/", tips.inbox, name="tips"),
    path("incidents/tips/<uuid:tip_id>/", tips.verify, name="tip"),
    path("incidents/codes/", tips.places, name="codes"),
    path("incidents/codes/<uuid:place_id>/", tips.code, name="code"),
    path("incidents/<uuid:incident_id>/", desk.incident, name="incident"),
    path("incidents/<uuid:incident_id>/act/", deciding.act, name="act"),
    path("incidents/<uuid:incident_id>/up/", deciding.up, name="up"),
    path("incidents/<uuid:incident_id>/find/", deciding.find, name="find"),
    path("incidents/<uuid:incident_id>/reports/<uuid:report_id>/teller/", deciding.teller, name="teller"),
    path("incidents/<uuid:incident_id>/log.xlsx", logs.sheet, name="log-xlsx"),
    path("incidents/<uuid:incident_id>/log.docx", logs.word, name="log-docx"),
    path("tell/<str:token>/", tips.tell, name="tell"),
]

from django.urls import path

from gongbao.briefing.targets.views import board, importing, own, problems, reading, setting_up

app_name = "targets"
urlpatterns = [
    path("targets/", board.board, name="board"),
    path("targets/set-up/", setting_up.set_up, name="set-up"),
    path("targets/indicators/<uuid:indicator_id>/", board.indicator, name="indicator"),
    path("targets/indicators/<uuid:indicator_id>/units/<int:unit_id>/", board.unit, name="unit"),
    path("targets/files/", importing.files, name="files"),
    path("targets/files/template/", importing.template, name="template"),
    path("targets/files/<uuid:batch_id>/", importing.batch, name="batch"),
    path("targets/files/<uuid:batch_id>/act/", importing.act, name="batch-act"),
    path("targets/files/<uuid:batch_id>/wrong/", importing.wrong, name="wrong"),
    path("targets/workbook/", board.workbook, name="workbook"),
    path("targets/sheet/", board.sheet, name="sheet"),
    path("targets/lags/", board.lags, name="lags"),
    path("targets/firms/", board.firms, name="firms"),
    path("targets/problems/", problems.problems, name="problems"),
    path("targets/problems/new/", problems.new_problem, name="new-problem"),
    path("targets/problems/<uuid:problem_id>/", problems.problem, name="problem"),
    path("targets/problems/<uuid:problem_id>/act/", problems.act, name="problem-act"),
    path("read/targets/", reading.month, name="read"),
    path("read/targets/<uuid:indicator_id>/", reading.one, name="read-one"),
    path("report/targets/", own.own, name="own"),
    path("report/targets/lags/<uuid:lag_id>/", own.explain, name="explain"),
]

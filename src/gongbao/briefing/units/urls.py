from django.urls import path

from gongbao.briefing.units.views import learning, line, own

app_name = "units"
urlpatterns = [
    path("line/", line.line, name="line"),
    path("line/new/", line.new, name="new"),
    path("line/units/<int:unit_id>/", line.unit, name="unit"),
    path("line/units/<int:unit_id>/act/", line.act, name="act"),
    path("line/units/<int:unit_id>/invite/", line.invite, name="invite"),
    path("line/training/", learning.training, name="training"),
    path("line/materials/", learning.materials, name="materials"),
    path("line/materials/<uuid:material_id>/", learning.material, name="material"),
    path("report/unit/", own.mine, name="mine"),
    path("report/unit/act/", own.act, name="act-mine"),
    path("report/materials/", own.materials, name="materials-mine"),
    path("report/materials/<uuid:material_id>/", own.material, name="material-mine"),
]

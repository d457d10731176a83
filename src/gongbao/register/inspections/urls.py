from django.urls import path

from gongbao.register.inspections.views import field, firm, office, public

app_name = "inspections"
urlpatterns = [
    path("inspections/", public.results, name="results"),
    path("inspections/results/<uuid:result_id>/", public.result, name="result"),
    path("inspections/results/<uuid:result_id>/proof/", public.proof_file, name="proof-file"),
    path(
        "inspections/results/<uuid:result_id>/proof/<int:version>/",
        public.version_proof,
        name="version-proof",
    ),
    path("inspections/codes/", public.codes, name="codes"),
    path("my/inspections/<int:entity_id>/", firm.asked, name="asked"),
    path("my/inspections/<int:entity_id>/<uuid:inspection_id>/", firm.one, name="own"),
    path("my/inspections/<int:entity_id>/requests/<uuid:request_id>/answer/", firm.answer, name="answer"),
    path("inspect/", field.today, name="today"),
    path("inspect/sync/", field.sync_state, name="sync"),
    path("inspect/<int:entity_id>/<uuid:inspection_id>/", field.visit, name="visit"),
    path("office/inspections/", office.work, name="work"),
    path("office/inspections/new/", office.new, name="new"),
    path("office/inspections/plan/", office.plan, name="plan"),
    path("office/inspections/<int:entity_id>/finding/<uuid:finding_id>/", office.of_finding, name="of-finding"),
    path(
        "office/inspections/<int:entity_id>/correction/<uuid:correction_id>/",
        office.of_correction,
        name="of-correction",
    ),
    path("office/inspections/<int:entity_id>/<uuid:inspection_id>/", office.manage, name="manage"),
    path("office/inspections/<int:entity_id>/<uuid:inspection_id>/<slug:act>/", office.act, name="act"),
]

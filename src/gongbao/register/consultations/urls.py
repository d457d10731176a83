from django.urls import path

from gongbao.register.consultations.views import department, office

app_name = "consultations"
urlpatterns = [
    path("consult/", department.ask, name="ask"),
    path("consult/follow/", department.followings, name="followings"),
    path("consult/follow/<int:entity_id>/<uuid:following_id>/stop/", department.stop, name="stop"),
    path("consult/<uuid:consultation_id>/", department.one, name="one"),
    path("consult/<uuid:consultation_id>/progress/", department.progress, name="progress"),
    path("consult/<uuid:consultation_id>/results/", department.results_file, name="results"),
    path("consult/<uuid:consultation_id>/receipt/", department.receipt_file, name="receipt"),
    path("office/consultations/", office.log, name="log"),
    path("office/consultations/purposes/", office.purposes, name="purposes"),
]

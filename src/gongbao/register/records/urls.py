from django.urls import path

from gongbao.register.records import views

app_name = "records"
urlpatterns = [
    path("e/<str:code>/", views.record, name="record"),
    path("e/<str:code>/v/<int:number>/", views.version, name="version"),
    path("e/<str:code>/v/<int:number>/proof/", views.proof, name="proof"),
    path("e/<str:code>/v/<int:number>/record.tlog-proof", views.proof_file, name="proof-file"),
    path("e/<str:code>/v/<int:number>/certificate.pdf", views.certificate, name="certificate"),
    path("e/<str:code>/v/<int:number>/record.json", views.record_json, name="json"),
]

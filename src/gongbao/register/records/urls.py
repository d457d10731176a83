from django.urls import path, re_path

from gongbao.register.records import views

app_name = "records"
urlpatterns = [
    re_path(r"^ledger/content/(?P<bundle>(?:x[0-9]{3}/){0,5}[0-9]{3})$", views.content, name="content"),
    path("e/<str:code>/", views.record, name="record"),
    path("e/<str:code>/v/<int:number>/", views.version, name="version"),
    path("e/<str:code>/v/<int:number>/proof/", views.proof, name="proof"),
    path("e/<str:code>/v/<int:number>/record.tlog-proof", views.proof_file, name="proof-file"),
    path("e/<str:code>/v/<int:number>/certificate.pdf", views.certificate, name="certificate"),
    path("e/<str:code>/v/<int:number>/record.json", views.record_json, name="json"),
]

from django.urls import path

from gongbao.web import audit, views

app_name = "web"
urlpatterns = [
    path("audit/", audit.audit, name="audit"),
    path("witness/add-checkpoint", audit.witness_add_checkpoint, name="witness-add-checkpoint"),
    path("witness/<slug:log>/checkpoint", audit.witness_checkpoint, name="witness-checkpoint"),
    path("appearance/", views.appearance, name="appearance"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

from django.urls import path

from gongbao.web import audit, keeping, views
from gongbao.web.home import home
from gongbao.web.verify import verify

app_name = "web"
urlpatterns = [
    path("", home, name="home"),
    path("audit/", audit.audit, name="audit"),
    path("audit/heads/<int:size>/", audit.signed_head, name="signed-head"),
    path("verify/", verify, name="verify"),
    path("witness/add-checkpoint", audit.witness_add_checkpoint, name="witness-add-checkpoint"),
    path("witness/<slug:log>/checkpoint", audit.witness_checkpoint, name="witness-checkpoint"),
    path("report/worker.js", keeping.worker, {"scope": "report"}, name="report-worker"),
    path("inspect/worker.js", keeping.worker, {"scope": "inspect"}, name="inspect-worker"),
    path("appearance/", views.appearance, name="appearance"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

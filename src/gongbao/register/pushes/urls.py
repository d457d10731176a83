from django.urls import path

from gongbao.register.pushes.views import inbox, outbox

app_name = "pushes"
urlpatterns = [
    path("office/pushes/", outbox.outbox, name="outbox"),
    path("office/pushes/new/", outbox.new, name="new"),
    path("office/pushes/received/", inbox.inbox, name="inbox"),
    path("office/pushes/received/<uuid:arrival_id>/", inbox.arrival, name="arrival"),
    path("office/pushes/<uuid:dispatch_id>/", outbox.dispatch, name="dispatch"),
    path("office/pushes/<uuid:dispatch_id>/file/", outbox.package_file, name="file"),
    path("office/pushes/<uuid:dispatch_id>/sheet/", outbox.sheet, name="sheet"),
]

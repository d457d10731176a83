from django.urls import path

from gongbao.register.subscriptions.views import public, subscribers

app_name = "subscriptions"
urlpatterns = [
    path("lists/files/", public.files, name="files"),
    path("lists/files/latest/<str:name>", public.latest_file, name="latest-file"),
    path("lists/files/<int:version>/<str:name>", public.file, name="file"),
    path("lists/changes/", public.changes, name="changes"),
    path("lists/changes/file/", public.changes_file, name="changes-file"),
    path("lists/corrections/", public.corrections, name="corrections"),
    path("lists/corrections/<uuid:notice_id>/", public.correction, name="correction"),
    path("lists/corrections/<uuid:notice_id>/acknowledge/", public.acknowledge, name="acknowledge"),
    path("lists/corrections/<uuid:notice_id>/<str:name>", public.correction_file, name="correction-file"),
    path("subscriptions/", subscribers.mine, name="mine"),
    path("subscriptions/<uuid:subscription_id>/", subscribers.one, name="one"),
    path("subscriptions/<uuid:subscription_id>/act/", subscribers.act, name="act"),
    path("subscriptions/<uuid:subscription_id>/end/", subscribers.end, name="end"),
    path("office/subscriptions/", subscribers.office, name="office"),
]

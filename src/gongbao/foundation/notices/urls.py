from django.urls import path

from gongbao.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("account/notices/", views.inbox, name="inbox"),
    path("account/notices/bell/", views.bell, name="bell"),
    path("account/notices/read/", views.mark_read, name="mark-read"),
    path("account/notices/<uuid:notice_id>/", views.open_notice, name="open"),
]

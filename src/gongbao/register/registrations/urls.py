from django.urls import path

from gongbao.register.registrations import views

app_name = "registrations"
urlpatterns = [
    path("office/import/", views.uploads, name="uploads"),
    path("office/import/<uuid:upload_id>/", views.upload, name="upload"),
    path("office/import/<uuid:upload_id>/progress/", views.progress, name="progress"),
    path("office/import/<uuid:upload_id>/take/", views.take, name="take"),
    path("office/import/<uuid:upload_id>/report/", views.report, name="report"),
    path("office/entities/", views.firms, name="firms"),
    path("office/entities/<str:code>/", views.firm, name="firm"),
    path("office/entities/<str:code>/representative/", views.representative, name="representative"),
]

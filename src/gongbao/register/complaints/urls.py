from django.urls import path

from gongbao.register.complaints.views import office, public

app_name = "complaints"
urlpatterns = [
    path("complaints/new/<str:code>/", public.new, name="new"),
    path("complaints/receipt/", public.receipt, name="receipt"),
    path("complaints/follow/", public.follow, name="follow"),
    path("office/complaints/", office.work, name="work"),
    path("office/complaints/<int:entity_id>/<uuid:complaint_id>/", office.handle, name="handle"),
    path("office/complaints/<int:entity_id>/<uuid:complaint_id>/who/", office.who, name="who"),
]

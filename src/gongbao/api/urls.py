from django.urls import path

from gongbao.api.endpoints import api
from gongbao.api.views import reference

urlpatterns = [
    path("api/", reference, name="api-reference"),
    path("api/v1/", api.urls),
]

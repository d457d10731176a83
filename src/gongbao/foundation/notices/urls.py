from django.urls import path

from gongbao.foundation.notices import channels, views

app_name = "notices"
urlpatterns = [
    path("account/notices/", views.inbox, name="inbox"),
    path("account/notices/bell/", views.bell, name="bell"),
    path("account/notices/read/", views.mark_read, name="mark-read"),
    path("account/notices/<uuid:notice_id>/", views.open_notice, name="open"),
    path("account/channels/", channels.own, name="channels"),
    path("account/channels/<uuid:contact_id>/test/", channels.test, name="channel-test"),
    path("account/channels/<uuid:contact_id>/end/", channels.end, name="channel-end"),
    path("outside/", channels.outside, name="outside"),
    path("outside/gateways/", channels.open_gateway, name="gateway-open"),
    path("outside/gateways/<uuid:gateway_id>/close/", channels.close_gateway, name="gateway-close"),
    path("outside/shared/", channels.share, name="channel-share"),
    path("outside/deliveries/<uuid:delivery_id>/retry/", channels.retry, name="delivery-retry"),
]

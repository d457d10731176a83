from django.urls import path

from gongbao.briefing.exchange.views import desk, peers, wire

app_name = "exchange"
urlpatterns = [
    path("exchange/", desk.board, name="board"),
    path("exchange/send/<uuid:manuscript_id>/", desk.send, name="send"),
    path("exchange/out/<uuid:sent_id>/", desk.sent, name="sent"),
    path("exchange/out/<uuid:sent_id>/sheet.pdf", desk.sheet, name="sheet"),
    path("exchange/in/<uuid:received_id>/", desk.received, name="received"),
    path("exchange/down/", desk.down, name="down"),
    path("exchange/file/", desk.take_file, name="take-file"),
    path("exchange/peers/", peers.peers, name="peers"),
    path("exchange/peers/key/", peers.key_page, name="key"),
    path("exchange/peers/<uuid:peer_id>/export/", peers.export, name="export"),
    path("exchange/inbox/", wire.inbox, name="inbox"),
    path("exchange/collect/", wire.collect, name="collect"),
    path("exchange/receipts/", wire.receipts, name="receipts"),
]

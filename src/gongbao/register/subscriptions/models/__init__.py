from gongbao.register.subscriptions.models.editions import Edition, EditionFile
from gongbao.register.subscriptions.models.events import Change, ListEvent
from gongbao.register.subscriptions.models.notices import CorrectionNotice, Recipient
from gongbao.register.subscriptions.models.subscribers import Delivery, DeliveryState, Standing, Subscription

__all__ = [
    "Change",
    "CorrectionNotice",
    "Delivery",
    "DeliveryState",
    "Edition",
    "EditionFile",
    "ListEvent",
    "Recipient",
    "Standing",
    "Subscription",
]

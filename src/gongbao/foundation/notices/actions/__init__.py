"""Every write about notices: the inbox, and what goes out through other channels."""

from gongbao.foundation.notices.actions.contacts import (
    add_contact,
    close_gateway,
    end_contact,
    open_gateway,
)
from gongbao.foundation.notices.actions.delivering import (
    Told,
    queue,
    record_result,
    retry,
    send_test,
    take_due,
)
from gongbao.foundation.notices.actions.inbox import (
    Parties,
    Words,
    mark_read,
    send,
    send_many,
    send_to_all,
)

__all__ = [
    "Parties",
    "Told",
    "Words",
    "add_contact",
    "close_gateway",
    "end_contact",
    "mark_read",
    "open_gateway",
    "queue",
    "record_result",
    "retry",
    "send",
    "send_many",
    "send_test",
    "send_to_all",
    "take_due",
]

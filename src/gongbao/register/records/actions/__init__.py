"""Every write of published records."""

from gongbao.register.records.actions.erasing import erase
from gongbao.register.records.actions.publishing import BATCH, mark_pending, publish, publish_anew, publish_pending

__all__ = ["BATCH", "erase", "mark_pending", "publish", "publish_anew", "publish_pending"]

"""Every write of listings: entered in bulk or one by one, applied against, removed, objected to, corrected."""

from gongbao.register.listings.actions.bulk import Chapter, list_all

__all__ = ["Chapter", "list_all"]

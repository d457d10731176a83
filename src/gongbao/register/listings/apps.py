from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "gongbao.register.listings"
    label = "listings"
    verbose_name = _("名录")

    def ready(self) -> None:
        """Contribute the section of public records and the filter of search, and say who may open evidence."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.register.entities.finding.filters import offer_listing  # noqa: PLC0415 (as above)
        from gongbao.register.listings.publication import (  # noqa: PLC0415 (as above)
            listings_section,
            show_listings,
            told_listings,
        )
        from gongbao.register.listings.selectors import listed_now, may_open_evidence  # noqa: PLC0415 (as above)
        from gongbao.register.records import sections  # noqa: PLC0415 (as above)

        sections.register("listings", listings_section)
        sections.show("listings", show_listings)
        sections.tell("listings", told_listings)
        offer_listing(listed_now)
        register("application", may_open_evidence)
        landing.register(order=10, permission=Permission.DUTY_SEE_OFFICE, url="listings:work", text=_("待办"))

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstantConfig(AppConfig):
    name = "gongbao.register.instant"
    label = "instant"
    verbose_name = _("即时信息")

    def ready(self) -> None:
        """Contribute two sections of public records, the work list's pages, the way out of the second ground, menus."""
        from gongbao.foundation.accounts import landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.attachments import register  # noqa: PLC0415 (as above)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)
        from gongbao.register.instant import presenters, publication, selectors  # noqa: PLC0415 (as above)
        from gongbao.register.listings import publication as listings  # noqa: PLC0415 (as above)
        from gongbao.register.listings import remedies  # noqa: PLC0415 (as above)
        from gongbao.register.records import sections  # noqa: PLC0415 (as above)

        sections.register("instant", publication.instant_section)
        sections.show("instant", publication.show_instant)
        sections.register("official", publication.official_section)
        sections.show("official", publication.show_official)
        remedies.offer("ordered-information", selectors.remedied)
        listings.keep("order-publish", lambda _decision, _on: False)  # served on the firm, not published
        for kind, title, href in presenters.DUTIES:
            places.register(kind, title, href)
        register("query", selectors.may_open_evidence)
        landing.register(order=11, permission=Permission.FILING_SUBMIT, url="instant:firms", text=_("即时信息"))
        landing.register(order=13, permission=Permission.ORDER_ISSUE, url="instant:office", text=_("即时信息与责令"))
        landing.register(order=14, permission=Permission.FACT_SUBMIT, url="instant:facts", text=_("报送公示信息"))

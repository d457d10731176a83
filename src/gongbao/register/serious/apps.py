from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeriousConfig(AppConfig):
    name = "gongbao.register.serious"
    label = "serious"
    verbose_name = _("严重违法失信名单")

    def ready(self) -> None:
        """Contribute the section of public records, the filter of search, the work list's pages and the menu."""
        from gongbao.foundation.accounts import attachments, landing  # noqa: PLC0415 (models load after apps)
        from gongbao.foundation.accounts.permissions import Permission  # noqa: PLC0415 (as above)
        from gongbao.foundation.duties import places  # noqa: PLC0415 (as above)
        from gongbao.register.entities.finding.filters import offer_listing  # noqa: PLC0415 (as above)
        from gongbao.register.listings import publication as abnormal  # noqa: PLC0415 (as above)
        from gongbao.register.records import sections  # noqa: PLC0415 (as above)
        from gongbao.register.serious import presenters, publication, selectors  # noqa: PLC0415 (as above)

        sections.register("serious", publication.serious_section)
        sections.show("serious", publication.show_serious)
        sections.tell("serious", publication.told_serious)
        offer_listing(selectors.listed_now)
        attachments.register("application", selectors.may_open_evidence)
        for kind in presenters.DECISION_KINDS:
            abnormal.keep(kind, selectors.decision_shown)
        for duty, title in presenters.DUTIES.items():
            places.register(duty, title, presenters.duty_href)
        landing.register(
            order=12, permission=Permission.LISTING_DECIDE, url="serious:office", text=_("严重违法失信名单")
        )
        landing.register(
            order=12, permission=Permission.SERIOUS_CONSENT, url="serious:consents", text=_("下级报请同意")
        )

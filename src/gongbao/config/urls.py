"""The whole map of addresses: each slice brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongbao.foundation.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("gongbao.api.urls")),
    path("", include("gongbao.register.entities.urls")),
    path("", include("gongbao.register.people.urls")),
    path("", include("gongbao.register.registrations.urls")),
    path("", include("gongbao.register.filings.urls")),
    path("", include("gongbao.register.records.urls")),
    path("", include("gongbao.register.listings.urls")),
    path("", include("gongbao.register.inspections.urls")),
    path("", include("gongbao.register.complaints.urls")),
    path("", include("gongbao.register.serious.urls")),
    path("", include("gongbao.register.instant.urls")),
    path("", include("gongbao.register.spotchecks.urls")),
    path("", include("gongbao.register.screening.urls")),
    path("", include("gongbao.register.consultations.urls")),
    path("", include("gongbao.register.pushes.urls")),
    path("", include("gongbao.register.seasons.urls")),
    path("", include("gongbao.register.history.urls")),
    path("", include("gongbao.briefing.units.urls")),
    path("", include("gongbao.briefing.items.urls")),
    path("", include("gongbao.briefing.desk.urls")),
    path("", include("gongbao.briefing.bulletins.urls")),
    path("", include("gongbao.briefing.instructions.urls")),
    path("", include("gongbao.briefing.assessment.urls")),
    path("", include("gongbao.briefing.topics.urls")),
    path("", include("gongbao.briefing.targets.urls")),
    path("", include("gongbao.briefing.incidents.urls")),
    path("", include("gongbao.briefing.dutydesk.urls")),
    path("", include("gongbao.briefing.exchange.urls")),
    path("", include("gongbao.briefing.signals.urls")),
    path("", include("gongbao.briefing.reviews.urls")),
    path("", include("gongbao.briefing.memory.urls")),
    path("", include("gongbao.register.subscriptions.urls")),
    path("", include("gongbao.web.urls")),
    path("", include("gongbao.foundation.notices.urls")),
]

handler400 = "gongbao.web.errors.bad_request"
handler403 = "gongbao.web.errors.forbidden"
handler404 = "gongbao.web.errors.not_found"
handler500 = "gongbao.web.errors.server_error"

from django.urls import path

from gongbao.register.serious.views import firm, former, office, public

app_name = "serious"
urlpatterns = [
    path("lists/serious/", public.serious, name="list"),
    path("lists/serious/<int:entity_id>/<uuid:entry_id>/", public.entry, name="entry"),
    path("my/serious/<int:entity_id>/<uuid:entry_id>/", firm.own, name="own"),
    path("my/serious/<int:entity_id>/<uuid:entry_id>/apply/", firm.apply, name="apply"),
    path("my/serious/<int:entity_id>/<uuid:entry_id>/ask/", firm.ask, name="ask"),
    path("office/serious/", office.cases, name="office"),
    path("office/serious/consents/", office.consents, name="consents"),
    path("office/serious/new/", office.new, name="new"),
    path("office/serious/former/", former.former, name="former"),
    path("office/serious/former/<slug:form>/", former.template, name="former-template"),
    path("office/serious/<int:entity_id>/<uuid:entry_id>/", office.case, name="case"),
    path("office/serious/applications/<int:entity_id>/<uuid:application_id>/", office.application, name="application"),
]

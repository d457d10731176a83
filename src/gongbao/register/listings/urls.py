from django.urls import path

from gongbao.register.listings.views import firm, office, public

app_name = "listings"
urlpatterns = [
    path("lists/", public.lists, name="lists"),
    path("lists/abnormal/", public.abnormal, name="abnormal"),
    path("lists/abnormal/<int:entity_id>/<uuid:listing_id>/", public.entry, name="entry"),
    path("decisions/<int:entity_id>/<uuid:decision_id>/", public.decision, name="decision"),
    path("decisions/<int:entity_id>/<uuid:decision_id>/proof/", public.proof_file, name="proof-file"),
    path("my/listings/<int:entity_id>/<uuid:listing_id>/", firm.own_entry, name="own"),
    path("my/listings/<int:entity_id>/<uuid:listing_id>/apply/", firm.apply, name="apply"),
    path("my/listings/<int:entity_id>/<uuid:listing_id>/object/", firm.object_, name="object"),
    path("office/", office.work, name="work"),
    path("office/duties/<int:party_id>/<uuid:duty_id>/take/", office.take, name="take"),
    path("office/listings/new/", office.new_entry, name="new"),
    path("office/applications/<int:entity_id>/<uuid:application_id>/", office.application, name="office-application"),
]

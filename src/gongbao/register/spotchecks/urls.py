from django.urls import path

from gongbao.register.spotchecks.views import directory, office, public

app_name = "spotchecks"
urlpatterns = [
    path("draws/", public.index, name="index"),
    path("draws/again/", public.again, name="again"),
    path("draws/numbers/", public.numbers, name="numbers"),
    path("draws/<uuid:draw_id>/", public.one, name="draw"),
    path("draws/<uuid:draw_id>/manifest/", public.manifest, name="manifest"),
    path("draws/<uuid:draw_id>/file/", public.file, name="file"),
    path("draws/<uuid:draw_id>/place/", public.place, name="place"),
    path("draws/<uuid:draw_id>/proof/<int:version>/", public.proof, name="proof"),
    path("office/draws/", office.plans, name="plans"),
    path("office/draws/new/", office.new, name="new"),
    path("office/draws/inspectors/", directory.inspectors, name="inspectors"),
    path("office/draws/<uuid:plan_id>/", office.plan, name="plan"),
    path("office/draws/<uuid:plan_id>/edit/", office.edit, name="edit"),
    path("office/draws/<uuid:plan_id>/<int:party_id>/", office.party, name="party"),
]

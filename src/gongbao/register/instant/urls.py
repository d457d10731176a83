from django.urls import path

from gongbao.register.instant.views import firm, intake, office, public

app_name = "instant"
urlpatterns = [
    path("my/instant/", firm.firms, name="firms"),
    path("my/instant/template/<slug:kind>/<slug:form>/", firm.template, name="template"),
    path("my/instant/<int:entity_id>/", firm.firm, name="firm"),
    path("my/instant/<int:entity_id>/new/<slug:kind>/", firm.publish, name="publish"),
    path("my/instant/<int:entity_id>/file/<slug:kind>/", firm.file, name="file"),
    path("my/instant/<int:entity_id>/<uuid:fact_id>/", firm.own_fact, name="own-fact"),
    path("office/instant/", office.office, name="office"),
    path("office/orders/new/", office.new_order, name="new-order"),
    path("office/orders/<int:entity_id>/<uuid:order_id>/", office.order, name="order"),
    path("office/facts/", intake.facts, name="facts"),
    path("office/facts/template/<slug:kind>/<slug:form>/", intake.template, name="facts-template"),
    path("office/facts/<int:entity_id>/<uuid:fact_id>/", intake.fact, name="fact"),
    path("office/queries/<int:entity_id>/<uuid:query_id>/", intake.query, name="query"),
    path("doubts/about/<uuid:fact_id>/", public.ask, name="ask"),
    path("doubts/<str:token>/", public.answer, name="answer"),
]

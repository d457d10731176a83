"""Pages of this slice."""

from django.urls import path

from gongbao.briefing.reviews import views

app_name = "reviews"
urlpatterns = [
    path("line/reviews/", views.overview, name="overview"),
    path("line/reviews/measures/", views.own, name="own"),
    path("line/reviews/<uuid:incident_id>/", views.review, name="review"),
    path("line/reviews/<uuid:incident_id>/replay/", views.replay, name="replay"),
]

"""Pages of this slice."""

from django.urls import path

from gongbao.briefing.signals.views import checking, desk, sources

app_name = "signals"
urlpatterns = [
    path("signals/", desk.board, name="board"),
    path("signals/<uuid:cluster_id>/", desk.cluster, name="cluster"),
    path("signals/<uuid:cluster_id>/act/", desk.act, name="act"),
    path("signals/checks/", checking.checks, name="checks"),
    path("signals/checks/<uuid:task_id>/", checking.check, name="check"),
    path("signals/checks/<uuid:task_id>/answer/", checking.answer, name="answer"),
    path("signals/feeds/", sources.feeds, name="feeds"),
    path("signals/feeds/<uuid:feed_id>/", sources.feed, name="feed"),
    path("signals/feeds/<uuid:feed_id>/act/", sources.act, name="feed-act"),
    path("signals/limits/", sources.limits, name="limits"),
]

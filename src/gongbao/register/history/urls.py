from django.urls import path

from gongbao.register.history.views import feeds, pages, sitemap

app_name = "history"
urlpatterns = [
    path("e/<str:code>/history/", pages.history, name="history"),
    path("e/<str:code>/diff/", pages.difference, name="difference"),
    path("e/<str:code>/as-of/", pages.as_of, name="as-of"),
    path("e/<str:code>/facts/<str:key>/", pages.fact, name="fact"),
    path("e/<str:code>/v/<int:number>/facts/<str:key>/", pages.moment, name="moment"),
    path("e/<str:code>/feed.atom", feeds.entity, name="entity-feed"),
    path("places/<str:region>/feed.atom", feeds.place, name="place-feed"),
    path("lists/<slug:register>/feed.atom", feeds.listings, name="list-feed"),
    path("lists/changes.atom", feeds.list_changes, name="changes-feed"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemap.pages, name="sitemap-pages"),
    path("sitemaps/records-<int:number>.xml", sitemap.part, name="sitemap-part"),
    path("robots.txt", sitemap.robots, name="robots"),
]

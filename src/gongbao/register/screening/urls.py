from django.urls import path

from gongbao.register.screening.views import contests, jobs, public, registrar, watches

app_name = "screening"
urlpatterns = [
    path("screening/", public.ask, name="ask"),
    path("screening/receipt/", public.receipt, name="receipt"),
    path("screening/list/", public.list_file, name="list"),
    path("screening/list/<slug:version>/", public.list_file, name="list-version"),
    path("screening/versions/", public.versions, name="versions"),
    path("screening/day/", public.on_a_day, name="day"),
    path("screening/jobs/", jobs.jobs, name="jobs"),
    path("screening/watch/", watches.watches, name="watches"),
    path("screening/watch/<uuid:watch_id>/stop/", watches.stop, name="watch-stop"),
    path("screening/<uuid:job_id>/", jobs.job, name="job"),
    path("screening/<uuid:job_id>/progress/", jobs.progress, name="job-progress"),
    path("screening/<uuid:job_id>/results/", jobs.results_file, name="job-results"),
    path("screening/<uuid:job_id>/receipt/", jobs.receipt_file, name="job-receipt"),
    path("screening/<uuid:job_id>/delete/", jobs.delete, name="job-delete"),
    path("office/check/", registrar.check, name="check"),
    path("office/contests/", contests.office, name="contests"),
    path("office/contests/<int:entity_id>/<uuid:contest_id>/", contests.answer, name="contest"),
    path("my/contests/", contests.own, name="own"),
    path("my/contests/<int:entity_id>/", contests.of_firm, name="of-firm"),
]

from django.urls import path

from gongbao.register.filings.views import batch, duties, paper, public, report, section

app_name = "filings"
urlpatterns = [
    path("my/", duties.duties, name="duties"),
    path("my/firms/", duties.firms, name="firms"),
    path("my/batches/", batch.batches, name="batches"),
    path("my/batches/template/", batch.template, name="batch-template"),
    path("my/batches/<uuid:batch_id>/", batch.batch, name="batch"),
    path("my/batches/<uuid:batch_id>/progress/", batch.progress, name="batch-progress"),
    path("my/batches/<uuid:batch_id>/submit/", batch.submit, name="batch-submit"),
    path("my/batches/<uuid:batch_id>/drop/", batch.drop, name="batch-drop"),
    path("my/batches/<uuid:batch_id>/receipts/", batch.receipts, name="batch-receipts"),
    path("office/paper/", paper.find, name="paper-find"),
    path("office/paper/<int:entity_id>/<int:year>/", paper.enter, name="paper-enter"),
    path("office/paper/<int:entity_id>/<int:year>/received/", paper.receive, name="paper-receive"),
    path("office/paper/<int:entity_id>/<int:year>/receipt/", paper.receipt, name="paper-receipt"),
    path("my/<int:entity_id>/", duties.firm, name="firm"),
    path("my/<int:entity_id>/<int:year>/", report.overview, name="report"),
    path("my/<int:entity_id>/<int:year>/begin/", report.begin, name="begin"),
    path("my/<int:entity_id>/<int:year>/check/", report.check, name="check"),
    path("my/<int:entity_id>/<int:year>/submit/", report.submit, name="submit"),
    path("my/<int:entity_id>/<int:year>/correct/", report.correct, name="correct"),
    path("my/<int:entity_id>/<int:year>/drop/", report.drop, name="drop"),
    path("my/<int:entity_id>/<int:year>/paper/", report.paper, name="paper"),
    path("my/<int:entity_id>/<int:year>/receipt/<int:number>/", report.receipt, name="receipt"),
    path("my/<int:entity_id>/<int:year>/fill/<slug:section>/", section.section, name="section"),
    path("receipt/<str:receipt>/", public.verify, name="verify"),
    path("receipt/<str:receipt>/certificate.pdf", public.certificate, name="certificate"),
    path("receipt/<str:receipt>/proof/", public.proof_file, name="proof-file"),
    path("receipt/<str:receipt>/report.json", public.published, name="published"),
    path("e/<str:code>/reports/<int:year>/", public.published_report, name="published-report"),
    path("e/<str:code>/v/<int:number>/reports/<int:year>/", public.published_report, name="published-report-version"),
]

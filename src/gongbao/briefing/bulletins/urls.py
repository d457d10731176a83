from django.urls import path

from gongbao.briefing.bulletins.views import making, reading, setting_up

app_name = "bulletins"
urlpatterns = [
    path("bulletins/", making.issues, name="issues"),
    path("bulletins/begin/", making.begin, name="begin"),
    path("bulletins/new/", setting_up.new, name="new"),
    path("bulletins/periodicals/<uuid:periodical_id>/", setting_up.periodical, name="periodical"),
    path("bulletins/<uuid:issue_id>/", making.issue, name="issue"),
    path("bulletins/<uuid:issue_id>/act/", making.act, name="act"),
    path("bulletins/<uuid:issue_id>/page/<int:page>.png", making.preview, name="preview"),
    path("bulletins/<uuid:issue_id>/issue.pdf", making.pdf, name="pdf"),
    path("bulletins/<uuid:issue_id>/issue.docx", making.docx, name="docx"),
    path("read/", reading.mine, name="mine"),
    path("read/<uuid:issue_id>/", reading.contents, name="contents"),
    path("read/<uuid:issue_id>/<int:place>/", reading.read, name="read"),
    path("read/<uuid:issue_id>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("read/<uuid:issue_id>/copy.pdf", reading.copy_pdf, name="copy-pdf"),
]

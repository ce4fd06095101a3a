"""Addresses of findings."""

from django.urls import path

from determinations.findings.views import apr, data, drafts, evidence, federal, finding, findings, pack

urlpatterns = [
    path("findings/", findings.findings, name="findings"),
    path("findings/from-data/", data.from_data, name="findings_from_data"),
    path("findings/new/", drafts.make, name="make_finding"),
    path("findings/indicator-18/", federal.newest, name="indicator_18"),
    path("findings/indicator-18/<int:year>/", federal.of_year, name="indicator_18_of_year"),
    path("findings/indicators/", apr.tables, name="indicators_of_compliance"),
    path("leas/<str:code>/findings.zip", pack.download, name="evidence_pack"),
    path("findings/<int:pk>/", finding.finding, name="finding"),
    path("findings/<int:pk>/change/", drafts.change, name="change_finding"),
    path("findings/<int:pk>/evidence/", evidence.evidence, name="finding_evidence"),
    path("findings/<int:pk>/evidence/<int:file>/", evidence.file, name="finding_file"),
    path("findings/<int:pk>/<slug:kind>.pdf", finding.letter, name="finding_letter"),
    path("findings/<int:pk>/<slug:act>/", finding.act, name="act_on_finding"),
]

"""Addresses of uploads."""

from django.urls import path

from determinations.uploads.views import amending, formats, upload, uploads

urlpatterns = [
    path("years/<int:year>/uploads/", uploads.uploads, name="uploads"),
    path("years/<int:year>/uploads/receive/", uploads.receive, name="receive_upload"),
    path("years/<int:year>/uploads/formats/<slug:name>/", formats.columns, name="upload_format"),
    path("years/<int:year>/uploads/formats/<slug:name>/template.csv", formats.template_csv, name="upload_template_csv"),
    path(
        "years/<int:year>/uploads/formats/<slug:name>/template.xlsx", formats.template_xlsx, name="upload_template_xlsx"
    ),
    path("years/<int:year>/uploads/formats/<slug:name>/amend/", amending.amend, name="amend_upload"),
    path("years/<int:year>/uploads/<int:pk>/", upload.upload, name="upload"),
    path("years/<int:year>/uploads/<int:pk>/progress/", upload.progress, name="upload_progress"),
    path("years/<int:year>/uploads/<int:pk>/check/", upload.check, name="check_upload"),
    path("years/<int:year>/uploads/<int:pk>/take-as/", upload.take_as, name="take_upload_as"),
    path("years/<int:year>/uploads/<int:pk>/accept/", upload.accept, name="accept_warnings"),
    path("years/<int:year>/uploads/<int:pk>/publish/", upload.publish, name="publish_upload"),
    path("years/<int:year>/uploads/<int:pk>/withdraw/", upload.withdraw, name="withdraw_upload"),
    path("years/<int:year>/uploads/<int:pk>/file/", upload.original, name="uploaded_file"),
    path("years/<int:year>/uploads/<int:pk>/problems.json", upload.problems_json, name="problems_json"),
    path("years/<int:year>/uploads/<int:pk>/problems.<table:kind>", upload.problems_table, name="problems_table"),
]

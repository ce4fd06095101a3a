"""Addresses of the summaries of a year."""

from django.urls import path

from cim_portal.summaries import views

ONE = "years/<int:year>/summaries/<slug:kind>/<slug:code>"

urlpatterns = [
    path("years/<int:year>/summaries/", views.summaries, name="summaries"),
    path("years/<int:year>/summaries.zip", views.archive, name="summaries_zip"),
    path(f"{ONE}/", views.summary, name="summary"),
    path(f"{ONE}.pdf", views.document, name="summary_pdf"),
]

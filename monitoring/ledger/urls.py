"""Addresses of the ledger."""

from django.urls import path

from monitoring.ledger import views

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/changes/", views.changes, name="ledger_changes"),
    path("ledger/export.csv", views.ledger_csv, name="ledger_csv"),
]

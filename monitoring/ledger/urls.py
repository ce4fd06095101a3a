"""Addresses of the ledger."""

from django.urls import path

from monitoring.ledger import views

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/changes/", views.changes, name="ledger_changes"),
    path("ledger/export.<table:kind>", views.ledger_table, name="ledger_table"),
]

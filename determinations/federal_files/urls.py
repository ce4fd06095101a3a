"""Addresses of the federal files."""

from django.urls import path

from determinations.federal_files import views

urlpatterns = [path("years/<int:year>/federal-files/", views.files, name="federal_files")]

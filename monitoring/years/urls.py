"""Addresses of the years."""

from django.urls import path

from monitoring.years import views

urlpatterns = [
    path("years/", views.years, name="years"),
    path("years/load/", views.load_definition, name="load_definition"),
    path("years/open/", views.open_year, name="open_year"),
    path("years/new/", views.new_year, name="new_year"),
    path("years/<int:year>/undo/", views.undo, name="undo_year"),
    path("years/<int:year>/close/", views.close, name="close_year"),
    path("years/<int:year>/reopen/", views.reopen, name="reopen_year"),
    path("years/<int:year>/definition/use/", views.use, name="use_definition"),
]

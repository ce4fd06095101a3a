"""Addresses of LEAs and their monitors."""

from django.urls import path

from monitoring.oversight import views

urlpatterns = [
    path("assignments/", views.assignments, name="assignments"),
    path("assignments/assign/", views.assign, name="assign_leas"),
    path("leas/<str:code>/notes/", views.write_note, name="write_note"),
]

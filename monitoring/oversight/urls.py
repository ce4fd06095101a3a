"""Addresses of LEAs, their monitors, and the units of the state's office."""

from django.urls import path

from monitoring.oversight.views import assignments, units

urlpatterns = [
    path("assignments/", assignments.assignments, name="assignments"),
    path("assignments/assign/", assignments.assign, name="assign_leas"),
    path("assignments/units/new/", units.new_unit, name="new_unit"),
    path("assignments/units/<int:pk>/", units.change_unit, name="change_unit"),
    path("assignments/units/<int:pk>/close/", units.close_unit, name="close_unit"),
    path("leas/<str:code>/notes/", assignments.write_note, name="write_note"),
]

"""Addresses of the calendar."""

from django.urls import path

from cim_portal.calendar import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/address/", views.renew, name="renew_calendar"),
    path("calendar.ics", views.feed, name="calendar_feed"),
]

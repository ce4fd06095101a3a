"""Addresses of what one was notified of."""

from django.urls import path

from monitoring.notices import views

urlpatterns = [path("notifications/", views.notifications, name="notifications")]

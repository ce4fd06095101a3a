"""Addresses of saved views."""

from django.urls import path

from monitoring.saved_views import views

urlpatterns = [
    path("views/", views.save_view, name="save_view"),
    path("views/<int:pk>/remove/", views.remove_view, name="remove_view"),
]

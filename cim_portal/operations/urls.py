"""Addresses of how the portal is doing."""

from django.urls import path

from cim_portal.operations import views

urlpatterns = [
    path("operations/", views.operations, name="operations"),
    path("operations/retry/", views.retry_jobs, name="retry_jobs"),
    path("operations/jobs/<int:pk>/retry/", views.retry_job, name="retry_job"),
]

"""Addresses of progress."""

from django.urls import path

from improvement_plans.progress import views

urlpatterns = [
    path("plans/<str:code>/<int:year>/progress/", views.progress, name="progress"),
    path("plans/<str:code>/<int:year>/progress/<int:pk>/", views.check, name="progress_check"),
    path("progress/<int:pk>/file/", views.file, name="progress_file"),
]

"""Addresses of progress."""

from django.urls import path

from improvement_plans.progress.views import ending, entering

urlpatterns = [
    path("plans/<str:code>/<int:year>/progress/", entering.progress, name="progress"),
    path("plans/<str:code>/<int:year>/progress/<int:pk>/", entering.check, name="progress_check"),
    path("plans/<str:code>/<int:year>/evaluation/", ending.evaluation, name="evaluation"),
    path("plans/<str:code>/<int:year>/evaluation/close/", ending.end, name="end_plan"),
    path("progress/<int:pk>/file/", entering.file, name="progress_file"),
]

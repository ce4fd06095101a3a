"""Addresses of uploads."""

from django.urls import path

from determinations.uploads import views

urlpatterns = [
    path("years/<int:year>/uploads/", views.uploads, name="uploads"),
    path("years/<int:year>/uploads/receive/", views.receive, name="receive_upload"),
    path("years/<int:year>/uploads/<int:pk>/", views.upload, name="upload"),
    path("years/<int:year>/uploads/<int:pk>/progress/", views.progress, name="upload_progress"),
    path("years/<int:year>/uploads/<int:pk>/check/", views.check, name="check_upload"),
    path("years/<int:year>/uploads/<int:pk>/accept/", views.accept, name="accept_warnings"),
    path("years/<int:year>/uploads/<int:pk>/publish/", views.publish, name="publish_upload"),
    path("years/<int:year>/uploads/<int:pk>/withdraw/", views.withdraw, name="withdraw_upload"),
    path("years/<int:year>/uploads/<int:pk>/file/", views.original, name="uploaded_file"),
    path("years/<int:year>/uploads/<int:pk>/problems.csv", views.problems_csv, name="problems_csv"),
    path("years/<int:year>/uploads/<int:pk>/problems.json", views.problems_json, name="problems_json"),
]

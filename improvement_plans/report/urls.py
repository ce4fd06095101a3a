"""Addresses of the plan's documents."""

from django.urls import path

from improvement_plans.report import views

STEP = "plans/<str:code>/<int:year>/step/<int:number>/"

urlpatterns = [
    path("plans/<str:code>/<int:year>/report.pdf", views.report, name="plan_report"),
    path(f"{STEP}submission/<int:round>.pdf", views.submission, name="submission"),
]

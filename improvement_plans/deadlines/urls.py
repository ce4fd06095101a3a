"""Addresses of extensions and of the due dates of a year."""

from django.urls import path

from improvement_plans.deadlines import views

urlpatterns = [
    path("plans/<str:code>/<int:year>/step/<int:number>/extension/", views.ask, name="ask_for_time"),
    path("extensions/<int:pk>/", views.extension, name="extension"),
    path("years/<int:year>/dates/", views.due_dates, name="due_dates"),
]

"""Addresses of what goes from one year to the next."""

from django.urls import path

from improvement_plans.carrying import views

urlpatterns = [
    path("plans/<str:code>/<int:year>/take-over/", views.take_over, name="take_over"),
    path("leas/<str:code>/outcomes/", views.outcomes, name="outcomes"),
]

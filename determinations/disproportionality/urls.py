"""Addresses of the ratios of an LEA."""

from django.urls import path

from determinations.disproportionality import views

urlpatterns = [
    path("leas/<str:code>/<int:year>/disproportionality/", views.cells, name="disproportionality"),
]

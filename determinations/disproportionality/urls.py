"""Addresses of the ratios: of an LEA, and of all that a person may see."""

from django.urls import path

from determinations.disproportionality.views import cells, lea

urlpatterns = [
    path("disproportionality/", cells.cells, name="cells"),
    path("leas/<str:code>/<int:year>/disproportionality/", lea.cells, name="disproportionality"),
]

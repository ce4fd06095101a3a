"""Addresses of the plan's documents."""

from django.urls import path

from improvement_plans.report import kinds, views

urlpatterns = [path(kind.address, views.document(kind), name=kind.page) for kind in kinds.kinds().values()]

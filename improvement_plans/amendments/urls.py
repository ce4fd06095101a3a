"""Addresses of amendments."""

from django.urls import path

from improvement_plans.amendments import views

PLAN = "plans/<str:code>/<int:year>/amendments/"
ONE = f"{PLAN}<int:number>/"

urlpatterns = [
    path(PLAN, views.amendments, name="amendments"),
    path(ONE, views.amendment, name="amendment"),
    path(f"{ONE}move/", views.move, name="move_amendment"),
    path(f"{ONE}<slug:activity>/", views.page, name="amended_page"),
    path(f"{ONE}<slug:activity>/<slug:repeat>/", views.page, name="amended_page_for"),
]

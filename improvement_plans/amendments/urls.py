"""Addresses of amendments."""

from django.urls import path

from improvement_plans.amendments.views import amendments, files

PLAN = "plans/<str:code>/<int:year>/amendments/"
ONE = f"{PLAN}<int:number>/"

urlpatterns = [
    path(PLAN, amendments.amendments, name="amendments"),
    path(ONE, amendments.amendment, name="amendment"),
    path(f"{ONE}move/", amendments.move, name="move_amendment"),
    path(f"{ONE}<slug:activity>/", amendments.page, name="amended_page"),
    path(f"{ONE}<slug:activity>/<slug:repeat>/", amendments.page, name="amended_page_for"),
    path("amendments/files/<int:pk>/", files.file, name="amendment_file"),
]

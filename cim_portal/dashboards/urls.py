"""Addresses of LEAs, SELPAs, the state and the year in figures."""

from django.urls import path

from cim_portal.dashboards.views import gaps, lea, selpa, state, year

urlpatterns = [
    path("leas/<str:code>/", lea.lea_home, name="lea"),
    path("selpas/<str:code>/", selpa.selpa_home, name="selpa"),
    path("state/", state.state_dashboard, name="state"),
    path("years/<int:year>/gaps/", gaps.gaps, name="gaps"),
    path("years/<int:year>/", year.year, name="year"),
]

"""Addresses of preliminary figures."""

from django.urls import path

from determinations.preliminary import views

urlpatterns = [
    path("years/<int:year>/preliminary/", views.review, name="preliminary"),
    path("years/<int:year>/preliminary/open/", views.open_window, name="open_preliminary"),
    path("years/<int:year>/preliminary/move/", views.move, name="move_preliminary"),
    path("years/<int:year>/preliminary/close/", views.close, name="close_preliminary"),
    path("years/<int:year>/preliminary/contests/<int:pk>/", views.contest_page, name="contest"),
    path("leas/<str:code>/<int:year>/preliminary/contests/<int:pk>/evidence/", views.evidence, name="contest_evidence"),
    path("leas/<str:code>/<int:year>/preliminary/", views.figures, name="preliminary_figures"),
    path("leas/<str:code>/<int:year>/preliminary/contest/", views.contest, name="contest_element"),
]

"""Addresses of people and their roles."""

from django.urls import path

from monitoring.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/invite/", views.invite_again, name="invite_again"),
    path("people/<int:pk>/take/", views.take_role, name="take_role"),
]

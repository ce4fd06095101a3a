"""Addresses of people and their roles."""

from django.urls import path

from monitoring.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/review/", views.access_review, name="access_review"),
    path("people/proposals/<int:pk>/confirm/", views.confirm_role, name="confirm_role"),
    path("people/proposals/<int:pk>/refuse/", views.refuse_role, name="refuse_role"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/invite/", views.invite_again, name="invite_again"),
    path("people/<int:pk>/take/", views.take_role, name="take_role"),
]

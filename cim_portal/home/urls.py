"""The address of one's own home."""

from django.urls import path

from cim_portal.home import views

urlpatterns = [path("home/", views.home, name="home")]

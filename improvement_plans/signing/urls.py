"""Addresses of signatures."""

from django.urls import path

from improvement_plans.signing import views

urlpatterns = [
    path("plans/<str:code>/<int:year>/step/<int:number>/signatures/", views.signatures, name="signatures"),
    path("signatures/<int:pk>/file/", views.page, name="signature_page"),
]

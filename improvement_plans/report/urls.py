"""Addresses of the plan's documents."""

from django.urls import path

from improvement_plans.report import kinds, views

PLAN = "plans/<str:code>/<int:year>/"
STEP = f"{PLAN}step/<int:number>/"

urlpatterns = [
    *(path(kind.address, views.document(kind), name=kind.page) for kind in kinds.kinds().values()),
    path(f"{PLAN}draft.<slug:ending>", views.plan_draft, name="plan_draft"),
    path(f"{STEP}draft.<slug:ending>", views.step_draft, name="step_draft"),
    path(f"{STEP}read/", views.read_step, name="read_step"),
    path(f"{STEP}<slug:activity>/draft.<slug:ending>", views.activity_draft, name="activity_draft"),
    path(f"{STEP}<slug:activity>/<slug:repeat>/draft.<slug:ending>", views.activity_draft, name="activity_draft_for"),
]

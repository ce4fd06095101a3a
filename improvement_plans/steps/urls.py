"""Addresses of plans, their steps and activities."""

from django.urls import path

from improvement_plans.steps.views import activity, files, here, kept, sign, workspace

STEP = "plans/<str:code>/<int:year>/step/<int:number>/"

urlpatterns = [
    path("plans/<str:code>/<int:year>/", workspace.plan, name="plan"),
    path("plans/<str:code>/<int:year>/history/", workspace.history, name="plan_history"),
    path("plans/<str:code>/<int:year>/follow/", workspace.follow, name="follow_letter"),
    path("plans/<str:code>/<int:year>/close/", workspace.close, name="close_plan"),
    path(STEP, workspace.step, name="step"),
    path(f"{STEP}sign/", sign.sign, name="sign"),
    path(f"{STEP}ready/", workspace.ready, name="ready"),
    path(f"{STEP}next-report/", workspace.next_report, name="next_report"),
    path(f"{STEP}recall/", workspace.recall, name="recall"),
    path(f"{STEP}reopen/", workspace.reopen, name="reopen"),
    path(f"{STEP}<slug:activity>/", activity.activity, name="activity"),
    path(f"{STEP}<slug:activity>/comment/", activity.comment, name="comment"),
    path(f"{STEP}<slug:activity>/kept/", kept.kept, name="kept"),
    path(f"{STEP}<slug:activity>/here/", here.here, name="here"),
    path(f"{STEP}<slug:activity>/<slug:repeat>/", activity.activity, name="activity_for"),
    path(f"{STEP}<slug:activity>/<slug:repeat>/comment/", activity.comment, name="comment_for"),
    path(f"{STEP}<slug:activity>/<slug:repeat>/kept/", kept.kept, name="kept_for"),
    path(f"{STEP}<slug:activity>/<slug:repeat>/here/", here.here, name="here_for"),
    path("attachments/<int:pk>/", files.attachment, name="attachment"),
]

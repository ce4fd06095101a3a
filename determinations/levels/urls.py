"""Addresses of runs, what-if and explanations."""

from django.urls import path

from determinations.levels.views import comparison, explanation, final, runs, what_if

urlpatterns = [
    path("years/<int:year>/runs/", runs.runs, name="runs"),
    path("years/<int:year>/runs/determine/", runs.determine, name="determine"),
    path("years/<int:year>/runs/<int:number>/", runs.run, name="run"),
    path("years/<int:year>/runs/<int:number>/final/", final.finalise, name="finalise_run"),
    path("years/<int:year>/runs/<int:number>/before-final/", final.before_final, name="before_final"),
    path("years/<int:year>/runs/<int:number>/inputs.zip", runs.inputs, name="run_inputs"),
    path("years/<int:year>/uploads/<int:pk>/comparison/", comparison.compare, name="compare_upload"),
    path(
        "years/<int:year>/uploads/<int:pk>/comparison.<table:kind>",
        comparison.compare_table,
        name="compare_upload_table",
    ),
    path("years/<int:year>/what-if/", what_if.what_if, name="what_if"),
    path("leas/<str:code>/<int:year>/why/", explanation.explanation, name="why"),
]

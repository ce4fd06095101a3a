"""Addresses of a year's definition, and of step forms."""

from django.urls import path

from monitoring.definition.views import compare, definition, edit, parts, review

urlpatterns = [
    path("step-forms/<slug:name>/", definition.step_forms, name="step_forms"),
    path("step-forms/<slug:name>/edit/", edit.edit_step_forms, name="edit_step_forms"),
    path("step-forms/<slug:name>/change/<slug:part>/", parts.change_part_of_forms, name="change_part_of_forms"),
    path("step-forms/<slug:name>/review/", review.review_step_forms, name="review_step_forms"),
    path("step-forms/<slug:name>/compare/", compare.compare_step_forms, name="compare_step_forms"),
    path("step-forms/<slug:name>/source/", definition.step_forms_source, name="step_forms_source"),
    path("years/<int:year>/definition/", definition.definition, name="definition"),
    path("years/<int:year>/definition/source/", definition.source, name="definition_source"),
    path("years/<int:year>/definition/edit/", edit.edit_definition, name="edit_definition"),
    path("years/<int:year>/definition/change/<slug:part>/", parts.change_part, name="change_part"),
    path("years/<int:year>/definition/review/", review.review_definition, name="review_definition"),
    path("years/<int:year>/definition/compare/", compare.compare_definitions, name="compare_definitions"),
]

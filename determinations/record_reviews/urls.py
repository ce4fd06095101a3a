"""Addresses of record reviews."""

from django.urls import path

from determinations.record_reviews.views import drawing, record, review, reviews

urlpatterns = [
    path("findings/record-reviews/", reviews.reviews, name="record_reviews"),
    path("findings/record-reviews/new/", drawing.open_review, name="open_record_review"),
    path("findings/record-reviews/<int:pk>/", review.review, name="record_review"),
    path("findings/record-reviews/<int:pk>/draw/", drawing.draw, name="draw_sample"),
    path("findings/record-reviews/<int:pk>/records/<int:record>/", record.record, name="reviewed_record"),
    path("findings/record-reviews/<int:pk>/<slug:act>/", review.act, name="act_on_review"),
]

"""Addresses of reviews."""

from django.urls import path

from improvement_plans.reviews.views import assigning, comments, review, reviews, rounds

STEP = "plans/<str:code>/<int:year>/step/<int:number>/"

urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("comments/<int:pk>/answer/", comments.answer_comment, name="answer_comment"),
    path("comments/<int:pk>/resolve/", comments.resolve_comment, name="resolve_comment"),
    path(f"{STEP}review/", review.review, name="review"),
    path(f"{STEP}rounds/", rounds.all_rounds, name="rounds"),
    path(f"{STEP}rounds/<int:pk>/", rounds.answer, name="answer"),
    path(f"{STEP}review/draft/", review.draft, name="review_draft"),
    path(f"{STEP}review/begin/", review.begin, name="begin_review"),
    path(f"{STEP}review/assign/", assigning.assign_step, name="assign_step"),
]

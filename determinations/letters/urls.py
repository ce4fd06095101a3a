"""Addresses of letters, their texts, and the published levels."""

from django.urls import path

from determinations.letters.views import (
    archive,
    comparators,
    correct,
    issue,
    letters,
    reached,
    release,
    status,
    texts,
)

urlpatterns = [
    path("status/", status.status, name="status"),
    path("status/levels.<table:kind>", status.levels_table, name="status_table"),
    path("status/state-counts/", comparators.state_counts, name="state_counts"),
    path("years/<int:year>/letters/", letters.year_letters, name="letters"),
    path("years/<int:year>/letters/issue/", issue.issue, name="issue_letters"),
    path("years/<int:year>/letters/pdfs/", archive.pdfs, name="letters_pdfs"),
    path("years/<int:year>/letters/pdfs.zip", archive.download, name="letters_zip"),
    path("years/<int:year>/letters/pdfs/<str:code>.zip", archive.download, name="letters_zip_of_selpa"),
    path("years/<int:year>/letters/reached/", reached.reached, name="letters_reached"),
    path("years/<int:year>/letters/reached/again/", reached.again, name="notify_again"),
    path("years/<int:year>/letters/release/", release.release, name="letters_release"),
    path("years/<int:year>/letters/release/cancel/", release.cancel, name="cancel_release"),
    path("years/<int:year>/letters/progress/", letters.progress, name="letters_progress"),
    path("years/<int:year>/letters/stop/", letters.stop, name="stop_letters"),
    path("years/<int:year>/letters/texts/", texts.texts, name="letter_texts"),
    path("years/<int:year>/letters/texts/take-over/", texts.take_over, name="take_over_letter_texts"),
    path("years/<int:year>/letters/texts/<str:sheet>/", texts.sheet, name="letter_text"),
    path("years/<int:year>/letters/texts/<str:sheet>/save/", texts.save, name="save_letter_text"),
    path("years/<int:year>/letters/texts/<str:sheet>/preview/", texts.preview, name="preview_letter"),
    path("leas/<str:code>/<int:year>/letter/", letters.letter, name="letter"),
    path("leas/<str:code>/<int:year>/letter/<slug:kind>/", letters.letter, name="letter_of_kind"),
    path("leas/<str:code>/<int:year>/letters/<int:pk>/correct/", correct.correct, name="correct_letter"),
    path("leas/<str:code>/<int:year>/letters/<int:pk>.pdf", letters.letter_pdf, name="letter_pdf"),
]

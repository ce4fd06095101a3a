"""Addresses of this app."""

from django.urls import path

from determinations.views import disproportionality, explanation, letter_texts, letters, runs, status, uploads, what_if

urlpatterns = [
    path("status/", status.status, name="status"),
    path("status/levels.csv", status.levels_csv, name="status_csv"),
    path("years/<int:year>/uploads/", uploads.uploads, name="uploads"),
    path("years/<int:year>/uploads/receive/", uploads.receive, name="receive_upload"),
    path("years/<int:year>/uploads/<int:pk>/", uploads.upload, name="upload"),
    path("years/<int:year>/uploads/<int:pk>/progress/", uploads.progress, name="upload_progress"),
    path("years/<int:year>/uploads/<int:pk>/check/", uploads.check, name="check_upload"),
    path("years/<int:year>/uploads/<int:pk>/accept/", uploads.accept, name="accept_warnings"),
    path("years/<int:year>/uploads/<int:pk>/publish/", uploads.publish, name="publish_upload"),
    path("years/<int:year>/uploads/<int:pk>/withdraw/", uploads.withdraw, name="withdraw_upload"),
    path("years/<int:year>/uploads/<int:pk>/file/", uploads.original, name="uploaded_file"),
    path("years/<int:year>/uploads/<int:pk>/problems.csv", uploads.problems_csv, name="problems_csv"),
    path("years/<int:year>/uploads/<int:pk>/problems.json", uploads.problems_json, name="problems_json"),
    path("years/<int:year>/runs/", runs.runs, name="runs"),
    path("years/<int:year>/runs/determine/", runs.determine, name="determine"),
    path("years/<int:year>/runs/<int:number>/", runs.run, name="run"),
    path("years/<int:year>/runs/<int:number>/final/", runs.finalise, name="finalise_run"),
    path("years/<int:year>/runs/<int:number>/inputs.zip", runs.inputs, name="run_inputs"),
    path("years/<int:year>/what-if/", what_if.what_if, name="what_if"),
    path("years/<int:year>/letters/", letters.year_letters, name="letters"),
    path("years/<int:year>/letters/issue/", letters.issue, name="issue_letters"),
    path("years/<int:year>/letters/progress/", letters.progress, name="letters_progress"),
    path("years/<int:year>/letters/stop/", letters.stop, name="stop_letters"),
    path("years/<int:year>/letters/texts/", letter_texts.texts, name="letter_texts"),
    path("years/<int:year>/letters/texts/take-over/", letter_texts.take_over, name="take_over_letter_texts"),
    path("years/<int:year>/letters/texts/<str:sheet>/", letter_texts.sheet, name="letter_text"),
    path("years/<int:year>/letters/texts/<str:sheet>/save/", letter_texts.save, name="save_letter_text"),
    path("years/<int:year>/letters/texts/<str:sheet>/preview/", letter_texts.preview, name="preview_letter"),
    path("leas/<str:code>/<int:year>/why/", explanation.explanation, name="why"),
    path("leas/<str:code>/<int:year>/disproportionality/", disproportionality.cells, name="disproportionality"),
    path("leas/<str:code>/<int:year>/letter/", letters.letter, name="letter"),
    path("leas/<str:code>/<int:year>/letter/disproportionality/", letters.second_letter, name="second_letter"),
    path("leas/<str:code>/<int:year>/letters/<int:pk>.pdf", letters.letter_pdf, name="letter_pdf"),
]

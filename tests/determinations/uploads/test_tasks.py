"""A real worker checks what was received in the portal, and the page follows it to the end."""

from collections.abc import Callable
from time import monotonic

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from determinations.uploads.models import Rank, Upload
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast
from tests.worker import worker


@pytest.mark.usefixtures("transactional_db")
def test_a_worker_checks_an_upload_and_the_page_says_when_it_is_done(
    cast: Cast, opened_2023: Year, signed_in: Callable[[Person], Client]
) -> None:
    browser = signed_in(cast.administrator)
    with worker():
        file = SimpleUploadedFile("ranks.csv", world.RANKS.encode())
        answer = browser.post(reverse("receive_upload", args=[opened_2023.year]), {"format": "ranks", "file": file})
        here = answer.headers["Location"]
        latest = monotonic() + 60
        while "HX-Refresh" not in browser.get(f"{here}progress/").headers:
            assert monotonic() < latest, "the worker did not end the check"
    upload = Upload.objects.get()
    assert (upload.status, upload.rows) == ("ready", 3)
    assert Rank.objects.filter(upload=upload).count() == 3
    job = jobs.latest("determinations.check_upload", upload)
    assert job is not None
    assert (job.state, job.attempt) == ("done", 1)

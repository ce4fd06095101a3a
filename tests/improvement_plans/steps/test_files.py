"""Files that are attached to an activity: taken, named where they are not, given back as what they are."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.people.models import Person
from tests.cast import Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"


def test_a_file_is_attached_downloaded_safely_and_taken_out(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor, page = signed_in(cast.editor), f"{STEP}ppp_review/"
    file = SimpleUploadedFile("Niño “plan”.pdf", b"%PDF-1.7", content_type="text/html")
    editor.post(page, {"evidence": file})
    attached = Attachment.objects.get()
    got = signed_in(cast.reviewer).get(f"/attachments/{attached.pk}/")
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''Ni%C3%B1o")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert signed_in(cast.sibling_editor).get(f"/attachments/{attached.pk}/").status_code == 404
    assert signed_in(cast.reviewer).post(f"/attachments/{attached.pk}/remove/").status_code == 403
    editor.post(f"/attachments/{attached.pk}/remove/")
    assert "Niño" not in editor.get(page).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.html", b"<script>alert(1)</script>", "“page.html” is not a kind of file that can be kept here."),
        ("run.exe", b"MZ", "“run.exe” is not a kind of file"),
        ("shape.svg", b"<svg/>", "“shape.svg” is not a kind of file"),
        ("macro.docm", b"PK\x03\x04", "“macro.docm” is not a kind of file"),
        ("no-ending", b"words", "“no-ending” is not a kind of file"),
        ("blank.pdf", b"", "“blank.pdf” is empty."),
        ("page.pdf", b"<script>alert(1)</script>", "“page.pdf” is not what its ending says. Save it as pdf again."),
        ("run.txt", b"MZ\0\0", "“run.txt” is not what its ending says."),
        ("large.pdf", b"%PDF-" + b" " * 20 * 1024 * 1024, "“large.pdf” is larger than 20 MB."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_not_taken_is_named_and_the_rest_is_saved(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, name: str, content: bytes, why: str
) -> None:
    file = SimpleUploadedFile(name, content)
    answer = signed_in(cast.editor).post(f"{STEP}ppp_review/", {"evidence": file, "areas": "placement"}, follow=True)
    assert why in answer.content.decode()
    assert "It was not attached. Everything else is saved." in answer.content.decode()
    assert not Attachment.objects.exists()
    assert Answer.objects.get(activity="ppp_review").value["areas"] == ["placement"]


@pytest.mark.parametrize(
    ("name", "content"), [("words.txt", "Größe".encode("utf-16")), ("Photo.JPG", b"\xff\xd8\xff\xe0")]
)
def test_a_file_is_known_by_its_first_bytes(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, name: str, content: bytes
) -> None:
    signed_in(cast.editor).post(f"{STEP}ppp_review/", {"evidence": SimpleUploadedFile(name, content)})
    assert Attachment.objects.get().name == name

"""Files that are attached to an activity: looked through, named where they are not taken, given back as what they are."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from improvement_plans.plans.models import Plan
from improvement_plans.workbook.models import Answer, Attachment
from monitoring.people.models import Person
from tests import files
from tests.cast import Cast

Visit = Callable[[Person], Client]
STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}ppp_review/"


def test_a_file_is_attached_downloaded_safely_and_taken_out(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    editor.post(PAGE, {"evidence": SimpleUploadedFile("Niño “plan”.pdf", files.pdf(), content_type="text/html")})
    attached = Attachment.objects.get()
    got = signed_in(cast.reviewer).get(f"/attachments/{attached.pk}/")
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''Ni%C3%B1o")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert signed_in(cast.sibling_editor).get(f"/attachments/{attached.pk}/").status_code == 404
    assert signed_in(cast.reviewer).post(PAGE, {"detach": attached.pk}).status_code == 403
    editor.post(PAGE, {"detach": attached.pk})
    assert f"/attachments/{attached.pk}/" not in editor.get(PAGE).content.decode()


def test_a_file_that_was_removed_is_put_back_and_its_removal_stays_on_record(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    editor.post(PAGE, {"evidence": SimpleUploadedFile("plan.pdf", files.pdf())})
    first = Attachment.objects.get()
    for other in ("", "x", "9" * 30, str(first.pk + 1)):
        editor.post(PAGE, {"detach": other, "attach_again": other})
    assert Attachment.objects.get(removed_at=None) == first
    page = editor.post(PAGE, {"detach": first.pk, "notes": "typed"}).content.decode()
    assert "plan.pdf was removed." in page
    for _ in range(2):
        page = editor.post(PAGE, {"attach_again": first.pk}).content.decode()
        assert "plan.pdf was removed." not in page
    again = Attachment.objects.get(removed_at=None)
    assert (again.name, again.file_id, again.added_by) == ("plan.pdf", first.file_id, cast.editor)
    assert Attachment.objects.count() == 2
    elsewhere = f"{STEP}cim_team/"
    editor.post(elsewhere, {"detach": again.pk})
    assert Attachment.objects.filter(removed_at=None).exists(), "a page removes its own files alone"


def test_an_autosave_attaches_a_file_once_and_says_what_was_not_attached(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor, htmx, content = signed_in(cast.editor), {"HX-Request": "true"}, files.pdf()
    for _ in range(2):  # the second is the first again, of which the answer was lost
        sent = {"evidence": SimpleUploadedFile("plan.pdf", content), "typed-as": "a" * 32}
        answer = editor.post(PAGE, sent, headers=htmx)
        assert 'id="files-evidence"' in answer.content.decode()
        assert answer.cookies["saved"].value == "a" * 32
    assert Attachment.objects.get().name == "plan.pdf"
    refused = editor.post(PAGE, {"evidence": SimpleUploadedFile("run.exe", b"MZ")}, headers=htmx).content.decode()
    for words in ("is not a kind of file that can be kept here.", "It was not attached. Everything else is saved."):
        assert words in refused


def damaged_archive() -> bytes:
    return files.office()[:-40]


def packed_far_better() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"word/{number}.xml", b" " * 100 * 1024**2)
    return out.getvalue()


NOT_THIS = "is not what its ending says."
RUNS = "has a script, or something else that runs when it is opened."
INSIDE = "has other files inside."
AWAY = "loads something from another file or address when it is opened"
DAMAGED = "is damaged, or made in a way that cannot be looked through here."
PASSWORD = "is protected with a password, or in an old format."
MACROS = "has macros. Save it as"
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("page.html", lambda: b"<script>alert(1)</script>", "is not a kind of file that can be kept here."),
    ("run.exe", lambda: b"MZ", "is not a kind of file"),
    ("shape.svg", lambda: b"<svg/>", "is not a kind of file"),
    ("macro.docm", files.office, "is not a kind of file"),
    ("no-ending", lambda: b"words", "is not a kind of file"),
    ("blank.pdf", lambda: b"", "is empty."),
    ("blank.txt", lambda: b"", "is empty."),
    ("large.pdf", lambda: b"%PDF-" + b" " * 20 * 1024 * 1024, "is larger than 20 MB."),
    ("page.pdf", lambda: b"<script>alert(1)</script>", NOT_THIS),
    ("workbook.pdf", files.workbook, NOT_THIS),
    ("begins.pdf", lambda: b"%PDF-1.7", DAMAGED),
    ("script.pdf", lambda: files.pdf(files.with_script), RUNS),
    ("button.pdf", lambda: files.pdf(files.with_button), RUNS),
    ("form.pdf", lambda: files.pdf(files.with_form_script), RUNS),
    ("inside.pdf", lambda: files.pdf(files.with_file), INSIDE),
    ("locked.pdf", lambda: files.pdf(password="secret"), PASSWORD),
    ("program.docx", lambda: b"MZ\0\0", NOT_THIS),
    ("workbook.docx", files.workbook, NOT_THIS),
    ("words.xlsx", files.office, NOT_THIS),
    ("old.docx", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 512, PASSWORD),
    ("cut.docx", damaged_archive, DAMAGED),
    ("bomb.docx", packed_far_better, DAMAGED),
    ("macros.docx", lambda: files.office({"word/vbaProject.bin": b"x"}), MACROS),
    ("renamed.docx", lambda: files.office(kind="x.macroEnabled"), MACROS),
    ("button.docx", lambda: files.office({"word/activeX/activeX1.xml": "<x/>"}), RUNS),
    ("object.docx", lambda: files.office({"word/embeddings/oleObject1.bin": b"x"}), INSIDE),
    (
        "inner.docx",
        lambda: files.office({"word/embeddings/one.docx": files.office({"word/vbaProject.bin": b"x"})}),
        MACROS,
    ),
    ("template.docx", lambda: files.office(link=("attachedTemplate", "https://elsewhere.example/t.dotm")), AWAY),
    ("picture.docx", lambda: files.office(link=("image", "https://elsewhere.example/seen.png")), AWAY),
    (
        "links.xlsx",
        lambda: files.office({"xl/externalLinks/externalLink1.xml": "<x/>"}, kind="spreadsheetml.sheet"),
        AWAY,
    ),
    ("names.docx", lambda: files.office({"_rels/.rels": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), DAMAGED),
    ("macros.odt", lambda: files.open_document(more={"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
    (
        "listens.odt",
        lambda: files.open_document('<script:event-listener xmlns:script="s" xlink:href="vnd.sun.star.script:x"/>'),
        MACROS,
    ),
    (
        "linked.odt",
        lambda: files.open_document('<draw:image xmlns:draw="d" xlink:href="https://elsewhere.example/seen.png"/>'),
        AWAY,
    ),
    (
        "linked-file.odt",
        lambda: files.open_document('<draw:image xmlns:draw="d" xlink:href="file:///etc/passwd"/>'),
        AWAY,
    ),
    ("table.ods", files.open_document, NOT_THIS),
    ("run.txt", lambda: b"MZ\0\0", NOT_THIS),
    ("late.txt", lambda: b"words" * 1000 + b"\0", NOT_THIS),
    ("page.txt", lambda: b"\xef\xbb\xbf  <!DOCTYPE html><p>", NOT_THIS),
    ("shape.csv", lambda: b"<svg onload='alert(1)'/>", NOT_THIS),
    ("wide.txt", lambda: "<script>".encode("utf-16"), NOT_THIS),
    ("page.png", lambda: b"\x89PNG\r\n\x1a\n<script>", NOT_THIS),
    ("cut.png", lambda: files.picture("PNG")[:-20], DAMAGED),
    ("photo.png", lambda: files.picture("JPEG"), NOT_THIS),
    ("page.jpg", lambda: b"<svg/>", NOT_THIS),
]


@pytest.mark.parametrize(("name", "made", "why"), REFUSED, ids=[name for name, _made, _why in REFUSED])
def test_a_file_that_is_not_taken_is_named_and_the_rest_is_saved(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, name: str, made: Callable[[], bytes], why: str
) -> None:
    file = SimpleUploadedFile(name, made())
    answer = signed_in(cast.editor).post(PAGE, {"evidence": file, "areas": "placement"}, follow=True)
    assert f"“{name}” {why}" in answer.content.decode()
    assert "It was not attached. Everything else is saved." in answer.content.decode()
    assert not Attachment.objects.exists()
    assert Answer.objects.get(activity="ppp_review").value["areas"] == ["placement"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words.txt", "Größe".encode("utf-16")),
        ("numbers.csv", b"a,b\n1,2\n"),
        ("scan.PDF", files.pdf(pages=30)),
        ("Photo.JPG", files.picture("JPEG")),
        ("photo.png", files.picture("PNG")),
        ("plan.docx", files.office(link=("hyperlink", "https://www.cde.ca.gov/"))),
        ("chart.docx", files.office({"word/embeddings/Sheet1.xlsx": files.workbook()})),
        ("table.xlsx", files.workbook()),
        ("plan.odt", files.open_document('<text:a xmlns:text="t" xlink:href="https://www.cde.ca.gov/"/>')),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_whole_file_is_taken_and_given_back_byte_for_byte(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit, name: str, content: bytes
) -> None:
    signed_in(cast.editor).post(PAGE, {"evidence": SimpleUploadedFile(name, content)})
    attached = Attachment.objects.get()
    assert attached.name == name
    assert signed_in(cast.editor).get(f"/attachments/{attached.pk}/").content == content


@override_settings(PLAN_QUOTA=3 * 1024**2)
def test_a_plan_holds_so_much_and_says_how_much_is_left(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)

    def attach(name: str, size: float) -> str:
        file = SimpleUploadedFile(name, name[0].encode() * int(size * 1024**2))
        answer = editor.post(PAGE, {"evidence": file, "areas": "placement"}, follow=True)
        return answer.content.decode()

    assert "The files of this plan have 0 of 3 MB; 3 MB are left." in editor.get(PAGE).content.decode()
    assert "The files of this plan have 2 of 3 MB; 1 MB are left." in attach("a.txt", 2)
    said = attach("b.txt", 1.5)
    assert "“b.txt” has 1.5 MB. The files of this plan have 2 of 3 MB; 1 MB are left." in said
    assert "Everything else is saved." in said
    assert Answer.objects.get(activity="ppp_review").value["areas"] == ["placement"]
    assert "1 MB are left" in attach("a again.txt", 2), "the same bytes count once"
    for attached in Attachment.objects.filter(name__startswith="a"):
        editor.post(PAGE, {"detach": attached.pk})
    assert "Files that were removed are kept, and count." in attach("b.txt", 1.5)
    assert "have 3 of 3 MB; 0 MB are left." in attach("c.txt", 1)
    reader = signed_in(cast.reviewer).get(PAGE).content.decode()
    assert "MB are left" not in reader, "whoever only reads is not asked to count"


def test_the_same_bytes_are_served_as_what_each_keeper_says(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Visit
) -> None:
    editor = signed_in(cast.editor)
    for name in ("numbers.txt", "numbers.csv"):
        editor.post(PAGE, {"evidence": SimpleUploadedFile(name, b"a,b\n1,2\n")})
    text, table = Attachment.objects.order_by("pk")
    assert text.file_id == table.file_id
    for attached, served in ((text, "text/plain"), (table, "text/csv")):
        got = editor.get(f"/attachments/{attached.pk}/")
        assert got["Content-Type"] == served
        assert got["Content-Disposition"].startswith("attachment;")
        assert got["X-Content-Type-Options"] == "nosniff"

"""Files as people bring them, made here: whole ones, and ones that do something when they are opened."""

import io
import zipfile
from collections.abc import Callable, Mapping

import openpyxl
import pikepdf
from PIL import Image

WORD = "wordprocessingml.document"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TEXT = "application/vnd.oasis.opendocument.text"


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda made: None, *, password: str = "", pages: int = 1) -> bytes:
    """Return a PDF of blank pages, changed as asked."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page()
        change(made)
        made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def with_script(made: pikepdf.Pdf) -> None:
    """Have it run JavaScript when it is opened."""
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_button(made: pikepdf.Pdf) -> None:
    """Have a button on its page run a program."""
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    button = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = made.make_indirect(pikepdf.Array([made.make_indirect(button)]))


def with_file(made: pikepdf.Pdf) -> None:
    """Put a file inside."""
    made.attachments["run.exe"] = pikepdf.AttachedFileSpec(made, b"MZ", filename="run.exe")


def with_form_script(made: pikepdf.Pdf) -> None:
    """Have a form of it be XML, which brings scripts of its own."""
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=made.make_stream(b"<xdp/>"))


def picture(kind: str) -> bytes:
    """Return a picture of one color."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, kind)
    return out.getvalue()


def workbook() -> bytes:
    """Return a workbook with one cell."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "a cell"  # type: ignore[index]  # a new one has a sheet
    book.save(out)
    return out.getvalue()


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """Return an archive with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(
    more: Mapping[str, bytes | str] | None = None, *, kind: str = WORD, link: tuple[str, str] = ("", "")
) -> bytes:
    """Return a document of Word, Excel or PowerPoint with `more` parts; `link` is the kind and the address of a link out."""
    main = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    types = f'<Types><Override PartName="/x" ContentType="{main}"/></Types>'
    relation = f'<Relationship Id="r1" Type="{_RELS}/{link[0]}" Target="{link[1]}" TargetMode="External"/>'
    parts: dict[str, bytes | str] = {"[Content_Types].xml": types, "word/document.xml": "<document/>"}
    if link[0]:
        parts["word/_rels/document.xml.rels"] = f"<Relationships>{relation}</Relationships>"
    return packed({**parts, **(more or {})})


def open_document(content: str = "", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """Return a text of LibreOffice with that content and `more` parts."""
    body = f'<office:document-content xmlns:office="o" xmlns:xlink="x">{content}</office:document-content>'
    return packed({"mimetype": _TEXT, "content.xml": body, **(more or {})})

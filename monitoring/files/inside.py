"""What a file holds, looked at in a process of its own: whoever made the file may have made it to harm what reads it.

`python -m monitoring.files.inside ENDING` reads a file and writes one word: what is wrong with it, or nothing. It loads nothing
else of the portal, and ends itself where it needs too much memory or time.
"""

import io
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

import pikepdf
from PIL import Image, UnidentifiedImageError

NOT_THIS_KIND, DAMAGED, PASSWORD = "not_this_kind", "damaged", "password"
RUNS, MACROS, FILES_INSIDE, FROM_ELSEWHERE = "runs", "macros", "files_inside", "from_elsewhere"
MEMORY = 1024**3  # bytes
SECONDS = 15  # of the processor
PARTS = 10_000  # of an archive
UNPACKED = 500 * 1024**2
READ_OF_A_PART = 100 * 1024**2
PACKED_INSIDE = 2  # documents within documents

_OFFICE = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
_OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_IMAGES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also what a document with a password is wrapped in

_MACROS = re.compile(r"(^|/)(vbaproject|vbadata)|^xl/(macrosheets|dialogsheets)/|^(basic|scripts)/|macroenabled")
_RUNS = re.compile(r"(^|/)activex/")
_EMBEDDED = re.compile(r"(^|/)(embeddings|oleobjects)/")
_LINKED = re.compile(r"^xl/(externallinks/|querytables/|connections\.xml$)")
_OWN_ADDRESS = re.compile(r"^(#|\./|[\w %.-]+(/[\w %.-]+)*$|$)")
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|svg|script|iframe|\?xml)\b", re.IGNORECASE)

_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
    "/GoTo3DView",
}
_PARTS_THAT_RUN = {"/RichMedia", "/Screen", "/3D", "/Movie"}


def look(content: bytes, ending: str) -> str:
    """Return in one of the words above what is wrong with the content of a file with that ending, blank for nothing."""
    if ending == "pdf":
        return _in_pdf(content)
    if ending in _IMAGES:
        return _in_image(content, _IMAGES[ending])
    if ending in _OFFICE or ending in _OPEN_DOCUMENT:
        return _in_archive(content, ending)
    return _in_text(content)


def _in_pdf(content: bytes) -> str:
    if not content.startswith(b"%PDF-"):
        return NOT_THIS_KIND
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                return DAMAGED
            return next((found for one in _dictionaries(pdf) if (found := _of_dictionary(one))), "")
    except pikepdf.PasswordError:
        return PASSWORD
    except pikepdf.PdfError:
        return DAMAGED


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary of the document: those of its objects, and those that are written within them."""
    waiting: list[pikepdf.Object] = []
    for whole in [pdf.trailer, *pdf.objects]:
        waiting.append(whole)
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                inner = [one.get(key) for key in one.keys()]  # noqa: SIM118 - a stream cannot be gone through itself
            elif isinstance(one, pikepdf.Array):
                inner = list(one)
            else:
                continue
            waiting += [part for part in inner if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _of_dictionary(one: pikepdf.Object) -> str:
    keys = set(one.keys())
    if {"/JS", "/JavaScript", "/XFA"} & keys or str(one.get("/S", "")) in _ACTIONS:
        return RUNS
    if str(one.get("/Subtype", "")) in _PARTS_THAT_RUN:
        return RUNS
    if {"/EmbeddedFiles", "/EF"} & keys or str(one.get("/Subtype", "")) == "/FileAttachment":
        return FILES_INSIDE
    return ""


def _in_image(content: bytes, kind: str) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            image.verify()
    except UnidentifiedImageError:
        return NOT_THIS_KIND
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return DAMAGED
    return ""


def _in_text(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_wide:
        content = content.decode("utf-16", errors="replace").encode()
    if b"\0" in content or _MARKUP.search(content[:4096]) or content.startswith((b"%PDF-", b"{\\rtf", b"PK\x03\x04")):
        return NOT_THIS_KIND
    return ""


def _in_archive(content: bytes, ending: str, *, depth: int = 0) -> str:
    if content.startswith(_OLD_OFFICE):
        return PASSWORD
    if not content.startswith(b"PK\x03\x04"):
        return NOT_THIS_KIND
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                return DAMAGED
            return _of_names(parts) or (
                _of_office(archive, parts, ending, depth)
                if ending in _OFFICE
                else _of_open_document(archive, parts, ending)
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
        ValueError,
    ):
        return DAMAGED
    except RuntimeError:  # what the library says of a part with a password
        return PASSWORD


def _of_names(parts: list[zipfile.ZipInfo]) -> str:
    for part in parts:
        name = part.filename.lower()
        if part.flag_bits & 1:
            return PASSWORD
        if _MACROS.search(name):
            return MACROS
        if _RUNS.search(name):
            return RUNS
        if _LINKED.search(name):
            return FROM_ELSEWHERE
    return ""


def _of_office(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], ending: str, depth: int) -> str:
    types = _read(archive, "[Content_Types].xml")
    said = " ".join(value for _name, attributes in _elements(types) for value in attributes.values()).lower()
    if "macroenabled" in said:
        return MACROS
    if _OFFICE[ending].decode() not in said:
        return NOT_THIS_KIND
    for part in parts:
        name = part.filename.lower()
        if name.endswith(".rels") and _leads_away(_read(archive, part.filename)):
            return FROM_ELSEWHERE
        if _EMBEDDED.search(name) and not part.is_dir():
            inner = name.rpartition(".")[2]
            if inner not in _OFFICE or depth >= PACKED_INSIDE:
                return FILES_INSIDE
            if found := _in_archive(_read(archive, part.filename), inner, depth=depth + 1):
                return found
    return ""


def _leads_away(relations: bytes) -> bool:
    """Say whether the part has something fetched when it is opened; a link that a person follows is none of these."""
    return any(
        attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith("/hyperlink")
        for _name, attributes in _elements(relations)
    )


def _of_open_document(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], ending: str) -> str:
    names = {part.filename for part in parts}
    if _read(archive, "mimetype").strip() != _OPEN_DOCUMENT[ending]:
        return NOT_THIS_KIND
    if "META-INF/manifest.xml" in names:
        manifest = _elements(_read(archive, "META-INF/manifest.xml"))
        if any(name.endswith("encryption-data") for name, _attributes in manifest):
            return PASSWORD
    for part in names:
        if part.rpartition("/")[2] in ("content.xml", "styles.xml"):
            for name, attributes in _elements(_read(archive, part)):
                if found := _of_element(name, attributes):
                    return found
    return ""


def _of_element(name: str, attributes: dict[str, str]) -> str:
    if name.startswith("script:"):
        return MACROS
    if name in ("office:dde-source", "text:dde-connection-decl", "table:table-source"):
        return FROM_ELSEWHERE
    if name in ("draw:plugin", "draw:applet"):
        return RUNS
    if name == "draw:object-ole":
        return FILES_INSIDE
    if name not in ("text:a", "draw:a") and not _OWN_ADDRESS.match(attributes.get("xlink:href", "")):
        return FROM_ELSEWHERE
    return ""


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        read = part.read(READ_OF_A_PART + 1)
    if len(read) > READ_OF_A_PART:
        raise ValueError("too long")
    return read


def _elements(text: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a part that is XML, each with its attributes. Raises ExpatError, ValueError."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(text, True)
    return found


def _refuse_doctype(*_said: object) -> None:
    raise ValueError("no such document declares its own names")


def main(ending: str) -> None:
    """Read a file from standard input, and write what is wrong with it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(look(sys.stdin.buffer.read(), ending))


if __name__ == "__main__":
    main(sys.argv[1])

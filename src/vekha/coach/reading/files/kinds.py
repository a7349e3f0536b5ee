"""What kind of file this is: by its content first, by its name second."""

import io
import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import PurePath

from vekha.coach.reading.encoding import NotText, decoded
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.unreadable import Unreadable, Why


class Kind(StrEnum):
    """A kind of file that is read; all but the first two have a module of this name."""

    TEXT = "text"
    ARCHIVE = "archive"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    PDF = "pdf"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    YAML = "yaml"


_BY_NAME = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".md": Kind.TEXT, ".markdown": Kind.TEXT,
    ".csv": Kind.CSV, ".tsv": Kind.CSV, ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML,
    ".json": Kind.JSON, ".yaml": Kind.YAML, ".yml": Kind.YAML,
    ".docx": Kind.DOCX, ".xlsx": Kind.XLSX, ".pptx": Kind.PPTX, ".pdf": Kind.PDF, ".zip": Kind.ARCHIVE,
}  # fmt: skip
# Refused with a reason rather than passed over, when they lie in a folder.
_KNOWN = frozenset({".doc", ".xls", ".ppt", ".rtf", ".odt", ".ods", ".odp", ".docm", ".xlsm", ".pptm", ".xlsb"})

_MARKDOWN = (".md", ".markdown")  # may begin with a tag

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0"
_OLD_OFFICE = {"WordDocument": ("doc", "docx"), "Workbook": ("xls", "xlsx"), "PowerPoint Document": ("ppt", "pptx")}
_OLD_TEXTS = {  # what stands near the beginning of documents that old programs wrote as text
    b"multipart/related": ("mht", "docx"),
    b"urn:schemas-microsoft-com:office:spreadsheet": ("xls", "xlsx"),
    b"schemas.microsoft.com/office/word/2003": ("doc", "docx"),
}
_OFFICE = {"word/": Kind.DOCX, "xl/": Kind.XLSX, "ppt/": Kind.PPTX}
_OPEN_DOCUMENT = {b"text": ("odt", "docx"), b"spreadsheet": ("ods", "xlsx"), b"presentation": ("odp", "pptx")}
_TEMPLATES = {Kind.DOCX: "dotx", Kind.PPTX: "potx"}
_CONTENT_TYPES = "[Content_Types].xml"
_SAMPLE = 65_536  # bytes
_ENTRY = b"PK\x01\x02"  # stands before each entry of a zip's list
_NEAR_THE_BEGINNING = 2048  # bytes
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|table)\b", re.I
)


def is_worth_trying(name: str) -> bool:
    """Whether a file met in a folder or an archive may hold OKRs, by its name."""
    path = PurePath(name)
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in _KNOWN.union(_BY_NAME) - {".zip"}


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of a file, or Unreadable where it is none that is read."""
    if len(data) > limits().megabytes * 1_000_000:
        raise Unreadable(Why.TOO_LARGE, most=limits().megabytes)
    by_name = _BY_NAME.get(PurePath(name).suffix.lower(), Kind.TEXT)
    if not data and by_name in (Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.PDF, Kind.ARCHIVE):
        raise Unreadable(Why.EMPTY)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    if data.lstrip().startswith(b"%PDF-") or (by_name is Kind.PDF and b"%PDF-" in data[:_NEAR_THE_BEGINNING]):
        return Kind.PDF
    if data.startswith(_OLE):
        raise _old_office(data)
    if data.startswith(b"{\\rtf"):
        raise Unreadable(Why.SAVE_AS, kind="rtf", better="docx")
    for sign, (old, better) in _OLD_TEXTS.items():
        if sign in data[:_NEAR_THE_BEGINNING] and data.lstrip().startswith((b"<?xml", b"MIME-", b"Date:", b"From:")):
            raise Unreadable(Why.SAVE_AS, kind=old, better=better)
    if data.startswith(_OTHER_ARCHIVES):
        raise Unreadable(Why.OTHER_ARCHIVE)
    try:
        text = decoded(data)
    except NotText as problem:
        if problem.is_binary and (data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp"):
            raise Unreadable(Why.PICTURE) from None
        raise Unreadable(Why.BINARY if problem.is_binary else Why.ENCODING) from None
    if by_name in (Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.PDF, Kind.ARCHIVE):
        by_name = Kind.TEXT  # a text under another name; a workbook that is a page is one below
        if not _HTML.match(text):
            raise Unreadable(Why.BROKEN)
    is_page = by_name is Kind.TEXT and not name.lower().endswith(_MARKDOWN) and _HTML.match(text)
    return Kind.HTML if is_page else by_name


def _packed(data: bytes) -> Kind:
    """What a zip holds: a document of its own kind, or files."""
    if data.count(_ENTRY) > 20 * limits().files:
        raise Unreadable(Why.TOO_MANY_FILES, most=limits().files)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            packed = sum(entry.file_size for entry in archive.infolist())
            if packed > limits().unpacked_megabytes * 1_000_000:
                raise Unreadable(Why.UNPACKS_TO_TOO_MUCH, most=limits().unpacked_megabytes)
            if names[:1] == ["mimetype"]:
                said = _beginning(archive, "mimetype")
                if found := next((kinds for word, kinds in _OPEN_DOCUMENT.items() if word in said), None):
                    raise Unreadable(Why.SAVE_AS, kind=found[0], better=found[1])
            if _CONTENT_TYPES not in names:
                return Kind.ARCHIVE
            types = _beginning(archive, _CONTENT_TYPES)
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError, OSError):
        raise Unreadable(Why.BROKEN) from None
    kind = next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), None)
    if kind is None:
        raise Unreadable(Why.BINARY)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(Why.MACROS, better=kind)
    if b"template.main+xml" in types and kind in _TEMPLATES:
        raise Unreadable(Why.SAVE_AS, kind=_TEMPLATES[kind], better=kind)
    if "xl/workbook.bin" in names:
        raise Unreadable(Why.SAVE_AS, kind="xlsb", better="xlsx")
    return kind


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_SAMPLE)


def _old_office(data: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable(Why.ENCRYPTED)
    for stream, (kind, better) in _OLD_OFFICE.items():
        if stream.encode("utf-16-le") in data:
            return Unreadable(Why.SAVE_AS, kind=kind, better=better)
    return Unreadable(Why.BINARY)

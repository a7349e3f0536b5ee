"""Files that are broken, locked or made to harm: each is refused with its reason or read, within the limits."""

import io
import json
import os
import signal
import stat
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfWriter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from vekha.coach.document import Language
from vekha.coach.reading.files import Unreadable, Why, read_each, read_file
from vekha.coach.reading.files.kinds import Kind
from vekha.coach.reading.files.limited import page_of
from vekha.coach.reading.files.limits import limits
from vekha.coach.report import phrases

GOOD = b"Objective: Win back guests\nKR1: Returns from 10% to 30%\n"
LONGEST = 15.0  # seconds for any of these files; the limit itself is longer
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def packed(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def word(parts: dict[str, bytes] | None = None) -> bytes:
    """A Word document with some parts exchanged or added."""
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Objective: Win back guests")
    document.save(file)
    return changed(file.getvalue(), parts or {})


def sheet(change: Callable[[bytes], bytes] = bytes, parts: dict[str, bytes] | None = None) -> bytes:
    """A workbook; `change` is done to the XML of its sheet."""
    file = io.BytesIO()
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first["A1"] = "Objective: Win back guests"
    first["A2"] = "KR1: Returns from 10% to 30%"
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    return changed(file.getvalue(), {"xl/worksheets/sheet1.xml": change(xml), **(parts or {})})


def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()} | parts)


def printed(pages: int, *, encrypt: StandardEncryption | None = None) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=encrypt)
    for _ in range(pages):
        canvas.drawString(72, 700, "Objective: Win back guests")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def scan() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "white")), 0, 0, 500, 700)
    canvas.save()
    return file.getvalue()


def empty_pdf() -> bytes:
    file, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()


def laughs(root: str) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>{root}'.encode()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MERGED = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
ZEROS = b"0" * 250_000_000

REFUSED: dict[str, tuple[str, Callable[[], bytes], Why]] = {
    "flat bomb": ("plans.zip", lambda: packed({"plan.txt": ZEROS}), Why.UNPACKS_TO_TOO_MUCH),
    "bomb in a document": ("plan.docx", lambda: word({"word/media/a.xml": ZEROS}), Why.UNPACKS_TO_TOO_MUCH),
    "nested archives": ("plans.zip", lambda: packed({"a.zip": packed({"b.zip": b"PK"})}), Why.ARCHIVE_INSIDE),
    "many files": ("plans.zip", lambda: packed({f"{n}.txt": b"a" for n in range(600)}), Why.TOO_MANY_FILES),
    "very many files": ("plans.zip", lambda: packed({f"{n}.c": b"" for n in range(12_000)}), Why.TOO_MANY_FILES),
    "broken archive": ("plans.zip", lambda: packed({"a.txt": GOOD})[:-30], Why.BROKEN),
    "broken document": ("plan.docx", lambda: word()[:3000], Why.BROKEN),
    "document with a broken part": ("plan.docx", lambda: word({"word/document.xml": b"<w:doc"}), Why.BROKEN),
    "laughs in a workbook": (
        "plan.xlsx",
        lambda: sheet(
            lambda _: laughs(f"<worksheet {S}><sheetData><row><c><v>&l11;</v></c></row></sheetData></worksheet>")
        ),
        Why.BROKEN,
    ),
    "laughs in a document": (
        "plan.docx",
        lambda: word({"word/document.xml": laughs(f"<w:document {W}><w:body>&l11;</w:body></w:document>")}),
        Why.BROKEN,
    ),
    "divisions without end": (
        "plan.html",
        lambda: b"<html><p>Objective: Win back guests</p>" + b"<div>" * 1_000_000,
        Why.TOO_DEEP,
    ),
    "macros": ("plan.docm", lambda: word({"word/vbaProject.bin": b"\0"}), Why.MACROS),
    "macros under another name": ("plan.xlsx", lambda: sheet(parts={"xl/vbaProject.bin": b"\0"}), Why.MACROS),
    "merged to the last cell": (
        "plan.xlsx",
        lambda: sheet(lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + MERGED)),
        Why.TOO_MANY_CELLS,
    ),
    "locked document": ("plan.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), Why.ENCRYPTED),
    "old document": ("plan.doc", lambda: OLE + "WordDocument".encode("utf-16-le"), Why.SAVE_AS),
    "old workbook": ("plan.xls", lambda: OLE + "Workbook".encode("utf-16-le"), Why.SAVE_AS),
    "open document": (
        "plan.odt",
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
        Why.SAVE_AS,
    ),
    "rich text": ("plan.rtf", lambda: b"{\\rtf1 plan}", Why.SAVE_AS),
    "archive of pictures": ("plans.zip", lambda: packed({"a.png": b"\x89PNG"}), Why.NOTHING_INSIDE),
    "template": (
        "plan.docx",
        lambda: word({"[Content_Types].xml": b"application/vnd.openxmlformats...template.main+xml"}),
        Why.SAVE_AS,
    ),
    "document as a letter": (
        "plan.doc",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x",
        Why.SAVE_AS,
    ),
    "workbook of 2003": (
        "plan.xls",
        lambda: b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
        Why.SAVE_AS,
    ),
    "another archive": ("plans.7z", lambda: b"7z\xbc\xaf\x27\x1c\0\0", Why.OTHER_ARCHIVE),
    "locked pdf": ("plan.pdf", lambda: printed(1, encrypt=StandardEncryption("secret")), Why.ENCRYPTED),
    "truncated pdf": ("plan.pdf", lambda: printed(3)[:200], Why.BROKEN),
    "pdf of ten thousand pages": ("plan.pdf", lambda: printed(10_000), Why.TOO_MANY_PAGES),
    "scan": ("plan.pdf", scan, Why.SCANNED),
    "empty pdf": ("plan.pdf", empty_pdf, Why.EMPTY),
    "picture": ("plan.png", lambda: b"\x89PNG\r\n\x1a\n\0\0", Why.PICTURE),
    "picture called a document": ("plan.docx", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0", Why.PICTURE),
    "nothing called a document": ("plan.docx", lambda: b"", Why.EMPTY),
    "text called a document": ("plan.pdf", lambda: GOOD, Why.BROKEN),
    "too large": ("plan.txt", lambda: b"a" * 20_000_001, Why.TOO_LARGE),
    "csv with zero bytes": ("plan.csv", lambda: b"Objective,Key result\nA\0,B\n", Why.BINARY),
    "unknown encoding": ("plan.txt", lambda: b"\xff\xff\x81\x20\xfe", Why.ENCODING),
    "deep json": ("plan.json", lambda: b"[" * 200_000 + b"]" * 200_000, Why.TOO_DEEP),
    "json less deep": ("plan.json", lambda: b"[" * 500 + b"]" * 500, Why.TOO_DEEP),
    "broken json": ("plan.json", lambda: b'{"objectives": [', Why.BROKEN),
    "deep yaml": ("plan.yaml", lambda: b"[" * 20_000 + b"]" * 20_000, Why.TOO_DEEP),
    "alias bomb": (
        "plan.yaml",
        lambda: b"a0: &a0 [x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)),
        Why.TOO_MANY_CELLS,
    ),
    "yaml that calls": ("plan.yaml", lambda: b"!!python/object/apply:os.system ['true']", Why.BROKEN),
    "long page": ("plan.html", lambda: b"<html><p>" + b"word " * 600_000, Why.TOO_LONG),
    "many cells": (
        "plan.html", lambda: b"<table>" + b"<tr><td colspan=50>a<td colspan=50>b" * 3_000, Why.TOO_MANY_CELLS
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(what: str) -> None:
    name, build, why = REFUSED[what]
    data = build()
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        read_file(data, name)
    assert refused.value.why is why
    assert refused.value.file.startswith(name)
    assert time.monotonic() - begun < LONGEST


READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a cell in the last corner": (
        "plan.xlsx",
        lambda: sheet(
            lambda xml: xml.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ).replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
        ),
    ),
    "workbook that is a web page": ("plan.xls", lambda: b"<html><table><tr><td>Objective: Win back guests</table>"),
    "cut off page": ("plan.html", lambda: b"<html><body><h1>Objective: Win back guests</h1><ul><li><table><tr><td"),
}


@pytest.mark.parametrize("what", READ)
def test_what_looks_dangerous_and_is_not_is_read(what: str) -> None:
    name, build = READ[what]
    data = build()
    begun = time.monotonic()
    assert [each.title for each in read_file(data, name).objectives] == ["Win back guests"]
    assert time.monotonic() - begun < LONGEST


def test_links_and_paths_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"Objective: Read what is not yours\nKR1: Files from 0 to 1\n")
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, str(secret))
        archive.writestr(f"../../..{secret}", GOOD)
        archive.writestr("good.txt", GOOD)
    titles = [each.title for each in read_file(file.getvalue(), "plans.zip").objectives]
    assert "Read what is not yours" not in titles
    assert titles == ["Win back guests"]


def test_one_bad_file_of_an_archive_is_named_and_the_others_are_read() -> None:
    data = packed({"a.docx": b"PK\x03\x04rest", "b.txt": GOOD, "c.exe": b"MZ", ".d.txt": GOOD, "__MACOSX/b.txt": b"x"})
    bad, good = read_each(data, "plans.zip")
    assert isinstance(bad, Unreadable)
    assert (bad.why, bad.file) == (Why.BROKEN, "plans.zip/a.docx")
    assert not isinstance(good, Unreadable)
    assert good.source == "plans.zip/b.txt"


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("language", Language)
def test_every_reason_is_said_in_three_languages(why: Why, language: Language) -> None:
    said = phrases(language)[why].format(most=3, kind="doc", better="docx")
    assert "{" not in said
    assert said


# --- the limited process ---------------------------------------------------------------------------------------------

SLOW = json.dumps({"objectives": [{"title": f"a {n}", "key_results": ["b"] * 20} for n in range(4_000)]}).encode()


def test_a_worker_that_takes_too_long_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        page_of(SLOW, Kind.JSON, replace(limits(), seconds=0))
    assert refused.value.why is Why.TOO_SLOW
    assert time.monotonic() - begun < 5


def test_a_worker_gets_no_more_memory_than_it_may() -> None:
    with pytest.raises(Unreadable) as refused:
        page_of(b"[" + b"[],[[]]," * 2_000_000 + b"0]", Kind.JSON, replace(limits(), memory_megabytes=250))
    assert refused.value.why is Why.TOO_MUCH_MEMORY


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the worker")
def test_a_worker_killed_from_outside_is_told() -> None:
    found: list[Unreadable] = []

    def work() -> None:
        try:
            page_of(SLOW, Kind.JSON, limits())
        except Unreadable as problem:
            found.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    children: list[str] = []
    while not children and thread.is_alive():
        for task in Path("/proc/self/task").iterdir():
            children += (task / "children").read_text().split()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    thread.join(10)
    assert [problem.why for problem in found] == [Why.STOPPED]


def test_a_module_in_the_current_folder_is_not_taken_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lxml.py").write_text(f"open({str(tmp_path / 'written')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    page = page_of(b"<html><p>Objective: Win back guests</p></html>", Kind.HTML, limits())
    assert "Win back guests" in page.text
    assert not (tmp_path / "written").exists()

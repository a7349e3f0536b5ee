"""OKRs out of files: text, Markdown, HTML, CSV, Word, Excel, PowerPoint, PDF, JSON, YAML, and zip archives of them.

bytes → `kinds` (which kind of file) → `limited` starts a `worker`, in which the module of that kind makes a `page` of
it → the reader of texts reads the page. A plain text is its own page.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from vekha.coach.document import Document, Initiative, KeyResult, Objective, Place, Span, Unit
from vekha.coach.reading import read
from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.archive import members
from vekha.coach.reading.files.kinds import Kind, is_worth_trying, kind_of
from vekha.coach.reading.files.limited import page_of
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.unreadable import Unreadable, Why

__all__ = ["Unreadable", "Why", "is_worth_trying", "most_bytes", "read_each", "read_file"]

_Item = TypeVar("_Item", KeyResult, Initiative)


def read_file(data: bytes, name: str) -> Document:
    """The OKRs of a file, `name` being its name or path. An archive is read as one document, file after file.

    Raises Unreadable; where it is about a file of an archive, `Unreadable.file` names it.
    """
    documents = []
    for found in read_each(data, name):
        if isinstance(found, Unreadable):
            raise found
        documents.append(found)
    return documents[0] if len(documents) == 1 and documents[0].source == name else _as_one(documents, name)


def most_bytes() -> int:
    """The size of the largest file that is read."""
    return limits().megabytes * 1_000_000


def read_each(data: bytes, name: str) -> Iterator[Document | Unreadable]:
    """The OKRs of a file, or of each file of an archive; what cannot be read is told in its place."""
    try:
        kind = kind_of(data, name)
        if kind is not Kind.ARCHIVE:
            yield _document(data, name, kind)
            return
        for member, content in members(data):
            yield _of_archive(f"{name}/{member}", content)
    except Unreadable as problem:
        problem.file = problem.file or name
        yield problem


def _document(data: bytes, name: str, kind: Kind) -> Document:
    if kind is Kind.TEXT:
        return read(decoded(data), name)
    page = page_of(data, kind, limits())
    return replace(read(page.text, name), places=page.places)


def _of_archive(name: str, content: bytes | Unreadable) -> Document | Unreadable:
    try:
        if isinstance(content, Unreadable):
            raise content
        kind = kind_of(content, name)
        if kind is Kind.ARCHIVE:
            raise Unreadable(Why.ARCHIVE_INSIDE)
        return _document(content, name, kind)
    except Unreadable as problem:
        problem.file = name
        return problem


# --- an archive as one document --------------------------------------------------------------------------------------


def _as_one(documents: list[Document], name: str) -> Document:
    """The documents of an archive as one, with a place for each file."""
    objectives: list[Objective] = []
    places: list[Place] = []
    text = ""
    for document in documents:
        places.append(Place(len(text), Unit.FILE, document.source.removeprefix(f"{name}/")))
        objectives += [_moved(objective, len(text)) for objective in document.objectives]
        text += document.text + "\n\n"
    if not documents:
        return read("", name)
    language = max(documents, key=lambda document: len(document.objectives)).language
    return Document(name, text, language, tuple(objectives), places=tuple(places))


def _moved(objective: Objective, by: int) -> Objective:
    return replace(
        objective,
        span=_later(objective.span, by),
        key_results=tuple(_item_moved(item, by) for item in objective.key_results),
        initiatives=tuple(_item_moved(item, by) for item in objective.initiatives),
    )


def _item_moved(item: _Item, by: int) -> _Item:
    return replace(item, span=_later(item.span, by))


def _later(span: Span | None, by: int) -> Span | None:
    return Span(span.start + by, span.end + by) if span else None

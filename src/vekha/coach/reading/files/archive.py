"""The files of a zip archive."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from vekha.coach.reading.files.kinds import is_worth_trying
from vekha.coach.reading.files.limits import limits
from vekha.coach.reading.files.unreadable import Unreadable, Why

_LINK = 0o120000  # of the mode of a symbolic link, which the upper half of external_attr holds
_KIND = 0o170000
_UTF8 = 0x800  # of the flags: the name is in UTF-8


def members(data: bytes) -> Iterator[tuple[str, bytes | Unreadable]]:
    """Name and content of each file that may hold OKRs, in the order of their names. Nothing is written to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            named = sorted((_name(entry), entry) for entry in archive.infolist() if not _is_link(entry))
            wanted = [(name, entry) for name, entry in named if not entry.is_dir() and _is_wanted(name)]
            if len(wanted) > limits().files:
                raise Unreadable(Why.TOO_MANY_FILES, most=limits().files)
            if not wanted:
                raise Unreadable(Why.NOTHING_INSIDE)
            for name, entry in wanted:
                yield name, _content(archive, entry, name)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise Unreadable(Why.BROKEN) from None


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes | Unreadable:
    if name.lower().endswith(".zip"):
        return Unreadable(Why.ARCHIVE_INSIDE)
    if entry.flag_bits & 1:
        return Unreadable(Why.ENCRYPTED)
    if entry.file_size > limits().megabytes * 1_000_000:
        return Unreadable(Why.TOO_LARGE, most=limits().megabytes)
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError):
        return Unreadable(Why.BROKEN)


def _is_wanted(name: str) -> bool:
    return is_worth_trying(name) or (name.lower().endswith(".zip") and not name.startswith("."))


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return (entry.external_attr >> 16) & _KIND == _LINK


def _name(entry: zipfile.ZipInfo) -> str:
    """The name; old programs of Windows write it in the code page of their country."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "cp866", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename

"""Files that people give to the coach: how many are read at once, how large they may be, what is said otherwise."""

from threading import BoundedSemaphore

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from vekha.advice.coaching import language_of
from vekha.coach import report
from vekha.coach.document import Document
from vekha.coach.reading.files import Unreadable, Why, most_bytes, read_file

AT_ONCE = 2  # in one server process: each takes a process of its own, with its share of time and memory
WAIT = 3  # seconds, for one of those before
MEGABYTES_SIGNED_OUT = 2  # the page is open to everybody; who works here may give more

_places = BoundedSemaphore(AT_ONCE)


def most_megabytes(*, is_signed_in: bool) -> int:
    """The size of the largest file that somebody may give."""
    most = most_bytes() // 1_000_000
    return most if is_signed_in else min(most, MEGABYTES_SIGNED_OUT)


def read(file: "UploadedFile[bytes]", *, is_signed_in: bool) -> Document:
    """What the file holds. One that is too large is not even loaded. Raises a ValidationError in the reader's words."""
    most = most_megabytes(is_signed_in=is_signed_in)
    if (file.size or 0) > most * 1_000_000:
        hint = "" if is_signed_in else _("Larger files are read for those who are signed in.")
        raise _refused(file, Unreadable(Why.TOO_LARGE, most=most), hint)
    if not _places.acquire(timeout=WAIT):
        raise ValidationError(_("The coach is reading other files. Open yours again in a minute."), code="busy")
    try:
        return read_file(file.read(), file.name or "")
    except Unreadable as problem:
        raise _refused(file, problem) from problem
    finally:
        _places.release()


def _refused(file: "UploadedFile[bytes]", problem: Unreadable, hint: str = "") -> ValidationError:
    say = report.phrases(language_of(get_language() or "en"))
    why = say[problem.why].format(**problem.values)
    words = pgettext("end of a sentence", "%s.") % say["cannot_read"].format(file=problem.file or file.name, why=why)
    return ValidationError([ValidationError(part, code=problem.why) for part in (words, hint) if part])

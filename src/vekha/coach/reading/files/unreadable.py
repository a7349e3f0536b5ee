"""Why a file cannot be read."""

from enum import StrEnum


class Why(StrEnum):
    """The reason; `phrases.toml` says it to people under the same name."""

    ENCRYPTED = "encrypted"
    SCANNED = "scanned"
    BROKEN = "broken"
    TOO_LARGE = "too_large"  # most, in MB
    UNPACKS_TO_TOO_MUCH = "unpacks_to_too_much"  # most, in MB
    TOO_MANY_PAGES = "too_many_pages"  # most
    TOO_MANY_CELLS = "too_many_cells"  # most
    TOO_MANY_FILES = "too_many_files"  # most
    TOO_LONG = "too_long"  # most, in characters
    TOO_DEEP = "too_deep"
    TOO_SLOW = "too_slow"  # most, in seconds
    TOO_MUCH_MEMORY = "too_much_memory"
    STOPPED = "stopped"
    MACROS = "macros"  # better, a kind of file
    SAVE_AS = "save_as"  # kind and better, kinds of files
    PICTURE = "picture"
    ARCHIVE_INSIDE = "archive_inside"
    OTHER_ARCHIVE = "other_archive"
    NOTHING_INSIDE = "nothing_inside"
    EMPTY = "empty"
    BINARY = "binary"
    ENCODING = "encoding"


class Unreadable(Exception):
    """A file that cannot be read.

    For people: `phrases(language)[problem.why].format(**problem.values)`. `file` names the one it is about.
    """

    def __init__(self, why: Why, *, file: str = "", **values: str | int) -> None:
        super().__init__(why, values)
        self.why = why
        self.file = file
        self.values = values

"""Why a source gave no number. `phrases.py` says it to people."""

from enum import StrEnum


class Trouble(StrEnum):
    """The reason. The first ones have the names that `outgoing.Trouble` gives them."""

    ADDRESS = "address"
    UNKNOWN = "unknown"
    INSIDE = "inside"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    BROKEN = "broken"
    NOT_ALLOWED = "not_allowed"
    STATUS = "status"  # detail: the status
    WEB_PAGE = "web_page"
    NOT_A_TABLE = "not_a_table"
    NO_COLUMN = "no_column"  # detail: the columns there are
    NOT_JSON = "not_json"
    EXPRESSION = "expression"
    NOTHING = "nothing"
    SEVERAL = "several"  # detail: how many
    TOO_MANY = "too_many"  # detail: how many
    NOT_A_NUMBER = "not_a_number"  # detail: what stands there
    NOT_A_DATE = "not_a_date"  # detail: what stands there
    FILE = "file"
    DRIVER = "driver"
    PARAMETERS = "parameters"  # of a database's address; detail: which
    ONE_SELECT = "one_select"
    DATABASE = "database"  # detail: what the database says
    QUERY = "query"  # detail: what Prometheus says
    SECRET = "secret"  # noqa: S105  it can no longer be read
    GONE = "gone"  # the kind of source is not installed any more
    BUSY = "busy"


class NoReading(Exception):
    """The source gave no number that can be used."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble.value, detail)
        self.trouble = trouble
        # Words of others: what no database takes is left out.
        self.detail = detail.replace("\0", "").encode("utf-8", "replace").decode()[:300]

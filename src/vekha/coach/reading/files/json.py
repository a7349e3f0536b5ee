"""OKRs as JSON, the way programs give them out."""

import json

from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.page import Page
from vekha.coach.reading.files.records import page_of_records
from vekha.coach.reading.files.unreadable import Unreadable, Why


def page_of(data: bytes) -> Page:
    """The page of a JSON file: one value, or one a line."""
    text = decoded(data)
    try:
        return page_of_records(json.loads(text))
    except json.JSONDecodeError as problem:
        try:
            return page_of_records([json.loads(line) for line in text.splitlines() if line.strip()])
        except json.JSONDecodeError:
            raise Unreadable(Why.BROKEN) from problem

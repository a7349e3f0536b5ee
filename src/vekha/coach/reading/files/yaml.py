"""OKRs as YAML, the way repositories keep them."""

from typing import Any

import yaml

from vekha.coach.reading.encoding import decoded
from vekha.coach.reading.files.page import Page
from vekha.coach.reading.files.records import page_of_records
from vekha.coach.reading.files.unreadable import Unreadable, Why


def page_of(data: bytes) -> Page:
    """The page of a YAML file with one document or several."""
    try:
        documents = list(yaml.load_all(decoded(data), Loader=_Loader))
    except (yaml.YAMLError, ValueError) as problem:
        raise Unreadable(Why.BROKEN) from problem
    return page_of_records(documents[0] if len(documents) == 1 else documents)


class _Loader(yaml.SafeLoader):
    """Everything that is written is text: 40% or 2026-03-31 are shown to people as they stand."""


def _as_written(loader: yaml.SafeLoader, node: Any) -> str:
    return str(node.value)


for _tag in ("int", "float", "timestamp", "bool"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _as_written)

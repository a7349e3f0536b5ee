"""The personas of the apps' tests, known here too."""

from vekha.conftest import (
    anna,
    boris,
    chen,
    cycle,
    dora,
    emil,
    frida,
    key_result,
    objective,
    organisation,
    product,
    sales,
    today,
)

__all__ = [
    "anna",
    "boris",
    "chen",
    "cycle",
    "dora",
    "emil",
    "frida",
    "key_result",
    "objective",
    "organisation",
    "product",
    "sales",
    "today",
]

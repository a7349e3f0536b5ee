"""How much a file may ask of the machine. The numbers and what they mean: `defaults.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Limits:
    """What is more than this is refused."""

    megabytes: int
    unpacked_megabytes: int
    seconds: int
    memory_megabytes: int
    pages: int
    cells: int
    files: int
    characters: int
    depth: int


@cache
def limits() -> Limits:
    """The limits as shipped."""
    with files("vekha.coach").joinpath("defaults.toml").open("rb") as file:
        return Limits(**tomllib.load(file)["files"])

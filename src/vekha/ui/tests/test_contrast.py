"""Every pair of colours in use is readable: WCAG 2.2 AA, day and night."""

import re
from pathlib import Path

import pytest

from vekha import ui

TEXT, SHAPE = 4.5, 3.0
SIGNALS = ("risk", "behind", "stale", "won")
TOKENS = {
    name: {"day": day, "night": night}
    for name, day, night in re.findall(
        r"--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)",
        (Path(ui.__file__).parent / "static/ui/css/tokens.css").read_text(),
    )
}
PAIRS = [
    *((ink, ground, TEXT) for ground in ("snow", "sheet") for ink in ("ink", "ink-2", "ink-3", "act", *SIGNALS)),
    *((ink, "well", TEXT) for ink in ("ink", "ink-2")),
    *(("ink", f"{wash}-wash", TEXT) for wash in (*SIGNALS, "act")),
    *((signal, f"{signal}-wash", TEXT) for signal in (*SIGNALS, "act")),
    ("snow", "ink", TEXT),
    ("snow", "ink-2", TEXT),
    *(("edge", ground, SHAPE) for ground in ("snow", "sheet", "well")),
]


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_arithmetic_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("time", ["day", "night"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_a_pair_of_colours_is_readable(ink: str, ground: str, least: float, time: str) -> None:
    assert contrast(TOKENS[ink][time], TOKENS[ground][time]) >= least

"""How often what was forecast came true, on simulated histories: `python -m evaluation.forecast [--write]`

Each history is a quarter of true values, a day each, from 0 towards the target 1, and check-ins about once a week, some
left out. After every check-in from the third on a forecast is made and held against the last day. `--write` puts the
figures into docs/explanation/forecast.*.md. The same seed gives the same figures.
"""

import math
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from vekha.goals import forecast
from vekha.goals.forecast import Forecast, Reading, Silence

DOCS = Path(__file__).parents[1] / "docs/explanation"
FIRST = date(2026, 10, 1)
DAYS = 91
LAST = FIRST + timedelta(DAYS)
HISTORIES = 1000  # of each kind
SEED = 20261001
CHECK_INS = (3, 4, 5, 6, 8, 10, 12)  # the columns of the table
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)  # of the chance that was stated
STEPS = 6

Course = list[float]  # the true value on each day, FIRST to LAST


def steady(dice: random.Random) -> Course:
    """A pace with luck and bad luck on every day."""
    pace = dice.uniform(0.4, 1.3) / DAYS
    luck = dice.uniform(0.8, 3.2) * pace
    course = [0.0]
    for _ in range(DAYS):
        course.append(course[-1] + dice.gauss(pace, luck))
    return course


def noisy(dice: random.Random) -> Course:
    """A straight line that nobody can measure exactly."""
    end, noise = dice.uniform(0.4, 1.3), dice.uniform(0.03, 0.12)
    return [0.0, *(end * day / DAYS + dice.gauss(0, noise) for day in range(1, DAYS + 1))]


def s_curve(dice: random.Random) -> Course:
    """Slow, then fast, then slow again."""
    end, middle, slope = dice.uniform(0.5, 1.3), dice.uniform(0.3, 0.7) * DAYS, dice.uniform(6, 12) / DAYS
    noise = dice.uniform(0.01, 0.03)
    curve = [1 / (1 + math.exp(-slope * (day - middle))) for day in range(DAYS + 1)]
    way = curve[-1] - curve[0]
    return [0.0, *(end * (share - curve[0]) / way + dice.gauss(0, noise) for share in curve[1:])]


def stall_then_jump(dice: random.Random) -> Course:
    """Nearly nothing for weeks, then most of it in a day, or never."""
    jumps_on, jump = dice.uniform(0.15, 1.1) * DAYS, dice.uniform(0.3, 1.1)
    pace, noise = dice.uniform(0, 0.3) / DAYS, dice.uniform(0, 0.02)
    walk = (pace * day + (jump if day >= jumps_on else 0) + dice.gauss(0, noise) for day in range(1, DAYS + 1))
    return [0.0, *walk]


def seasonal(dice: random.Random) -> Course:
    """A line with waves of three to six weeks."""
    end, height, length = dice.uniform(0.4, 1.3), dice.uniform(0.04, 0.12), dice.uniform(20, 45)
    phase, noise = dice.uniform(0, math.tau), dice.uniform(0.01, 0.04)

    def wave(day: int) -> float:
        return height * (math.sin(math.tau * day / length + phase) - math.sin(phase))

    return [0.0, *(end * day / DAYS + wave(day) + dice.gauss(0, noise) for day in range(1, DAYS + 1))]


def steps(dice: random.Random) -> Course:
    """Six steps, each after a wait of its own: how many are done."""
    rate = dice.uniform(0.5, 1.3) * STEPS / DAYS
    course = [0.0]
    for _ in range(DAYS):
        course.append(min(STEPS, course[-1] + (dice.random() < rate)))
    return course


KINDS: Mapping[str, Callable[[random.Random], Course]] = {
    "steady": steady,
    "noisy": noisy,
    "s_curve": s_curve,
    "stall_then_jump": stall_then_jump,
    "seasonal": seasonal,
    "steps": steps,
}


@dataclass
class Count:
    """How many of how many."""

    hits: int = 0
    tries: int = 0

    def add(self, is_hit: bool) -> None:
        self.hits += is_hit
        self.tries += 1

    @property
    def share(self) -> float:
        return self.hits / self.tries if self.tries else math.nan

    @property
    def percent(self) -> str:
        return f"{self.share:.0%}" if self.tries >= 50 else "—"


@dataclass
class Figures:
    """What came true."""

    by_kind: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_check_ins: dict[tuple[str, int], Count] = field(default_factory=lambda: defaultdict(Count))
    by_chance: dict[int, Count] = field(default_factory=lambda: defaultdict(Count))  # by the place in BANDS
    whole: Count = field(default_factory=Count)


def measure(histories: int = HISTORIES, seed: int = SEED) -> Figures:
    """Hold the forecasts of so many histories of each kind against their ends."""
    dice, figures = random.Random(seed), Figures()
    for kind, course_of in KINDS.items():
        for _ in range(histories):
            course = course_of(dice)
            is_reached = course[-1] >= (STEPS if kind == "steps" else 1)
            for check_ins, made, is_inside in forecasts(kind, course, dice):
                figures.by_kind[kind].add(is_inside)
                figures.by_check_ins[kind, check_ins].add(is_inside)
                figures.whole.add(is_inside)
                figures.by_chance[band(made.chance)].add(is_reached)
    return figures


def forecasts(kind: str, course: Course, dice: random.Random) -> Iterator[tuple[int, Forecast, bool]]:
    """After each check-in of a history: how many there were, the forecast, and whether the end lay in its range."""
    # Half of the histories lead downwards, in another unit and from another start: the forecast must not mind.
    start, unit = dice.uniform(-50, 50), dice.choice((-1, 1)) * dice.choice((0.01, 1, 1000))
    readings: list[Reading] = [(FIRST, course[0])]
    for day in days_of_check_ins(dice):
        readings.append((FIRST + timedelta(day), course[day]))
        if kind == "steps":
            made = forecast.from_steps(readings, [1.0] * STEPS, end=LAST)
            end = course[-1]
        else:
            walked = [(on, start + unit * value) for on, value in readings]
            made = forecast.from_readings(walked, target=start + unit, upwards=unit > 0, end=LAST)
            end = start + unit * course[-1]
        if isinstance(made, Silence):
            continue
        low, high = made.low, made.high
        if kind == "steps":
            low, high = (forecast.steps_at(value, [1.0] * STEPS) for value in (low, high))
        yield len(readings) - 1, made, low <= end <= high


def days_of_check_ins(dice: random.Random) -> Iterator[int]:
    """About once a week, a day or two early or late; every seventh is left out."""
    day = 0
    while (day := day + 7 + dice.choice((-2, -1, 0, 0, 0, 0, 1, 2))) < DAYS:
        if dice.random() > 1 / 7:
            yield day


def band(chance: float) -> int:
    return max(place for place, begins in enumerate(BANDS[:-1]) if chance >= begins)


WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "kind": "history",
        "all": "all",
        "check-ins": "after {} check-ins",
        "chance": "stated chance",
        "forecasts": "forecasts",
        "reached": "reached the target",
        "steady": "steady",
        "noisy": "straight, measured badly",
        "s_curve": "S-curve",
        "stall_then_jump": "stall, then a jump",
        "seasonal": "in waves",
        "steps": "steps",
    },
    "ru": {
        "kind": "история",
        "all": "все",
        "check-ins": "отметок: {}",
        "chance": "названный шанс",
        "forecasts": "прогнозов",
        "reached": "дошли до целевого",
        "steady": "ровный ход",
        "noisy": "прямая, измеренная неточно",
        "s_curve": "S-кривая",
        "stall_then_jump": "застой, потом скачок",
        "seasonal": "волнами",
        "steps": "ступени",
    },
    "zh": {
        "kind": "走势",
        "all": "全部",
        "check-ins": "{} 次更新后",
        "chance": "给出的可能性",
        "forecasts": "预测次数",
        "reached": "实际达到目标值",
        "steady": "稳步推进",
        "noisy": "直线，但测不准",
        "s_curve": "S 形曲线",
        "stall_then_jump": "先停滞，后突进",
        "seasonal": "周期性波动",
        "steps": "按步骤推进",
    },
}


def tables(figures: Figures, language: str) -> str:
    """The figures as two tables: how often the range held, and how often the chance came true."""
    words = WORDS[language]

    def percent(count: Count) -> str:
        return count.percent.replace("%", "\u00a0%") if language == "ru" else count.percent

    def number(count: int) -> str:
        return f"{count:,}".replace(",", "\u00a0") if language == "ru" else f"{count:,}"

    rows = [[words["kind"], *(words["check-ins"].format(count) for count in CHECK_INS), words["all"]]]
    for kind in KINDS:
        each = [percent(figures.by_check_ins[kind, count]) for count in CHECK_INS]
        rows.append([words[kind], *each, percent(figures.by_kind[kind])])
    each = [percent(total(figures.by_check_ins[kind, count] for kind in KINDS)) for count in CHECK_INS]
    rows.append([words["all"], *each, percent(figures.whole)])
    bands = [[words["chance"], words["forecasts"], words["reached"]]]
    for place, (begins, ends) in enumerate(pairwise(BANDS)):
        count = figures.by_chance[place]
        sign = "\u00a0%" if language == "ru" else "%"
        bands.append([f"{begins * 100:.0f}–{ends * 100:.0f}{sign}", number(count.tries), percent(count)])
    return f"{table(rows)}\n\n{table(bands)}"


def total(counts: Iterator[Count]) -> Count:
    listed = list(counts)
    return Count(sum(count.hits for count in listed), sum(count.tries for count in listed))


def table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" + "|---:" * (len(rows[0]) - 1) + "|", *body])


FIGURES = re.compile(r"(?<=<!-- figures -->\n\n)(.*?)(?=\n\n<!-- end of figures -->)", re.DOTALL)


def main(*arguments: str) -> None:
    figures = measure()
    if "--write" not in arguments:
        sys.stdout.write(f"{tables(figures, 'en')}\n\n{figures.whole.tries} forecasts\n")
        return
    for language in WORDS:
        page = DOCS / f"forecast.{language}.md"
        text = page.read_text(encoding="utf-8")
        before, _, after = FIGURES.split(text)
        page.write_text(f"{before}{tables(figures, language)}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

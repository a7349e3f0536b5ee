"""Where objectives stand, told by the database: what `progress.standing` says of one, as SQL over their columns.

Plain SQL rather than trees of functions: a query says it several times over, and it can be held beside `progress.py`.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, FloatField, Func

from vekha.goals.models.cycle import RHYTHM_DAYS, Cycle
from vekha.goals.progress import Pace


class OfObjective(Func):
    """SQL over the columns of an objective of the cycle, on a day."""

    COLUMNS = ("state", "progress", "checked_in_on", "own_starts", "own_ends", "own_rhythm")
    LEAST, GREATEST, DATE = "LEAST", "GREATEST", "DATE '{}'"
    DAYS = "CAST({1} - {0} + 1 AS double precision)"  # from one day to another, both counted

    def __init__(self, cycle: Cycle, today: date, behind_until: float = 0.25) -> None:
        super().__init__(*self.COLUMNS)
        self.cycle, self.today, self.behind_until = cycle, today, behind_until

    def as_sqlite(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        sqlite = self.copy()
        sqlite.LEAST, sqlite.GREATEST, sqlite.DATE = "MIN", "MAX", "'{}'"
        sqlite.DAYS = "(julianday({1}) - julianday({0}) + 1.0)"
        return sqlite.as_sql(compiler, connection)

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        columns = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        state, done, checked_in_on, own_starts, own_ends, own_rhythm = columns
        starts = f"COALESCE({own_starts}, {self.date(self.cycle.starts)})"
        ends = f"COALESCE({own_ends}, {self.date(self.cycle.ends)})"
        return self.sql(state, done, checked_in_on, starts, ends, own_rhythm), ()

    def date(self, day: date | None) -> str:
        return "NULL" if day is None else self.DATE.format(day)

    def sql(self, state: str, done: str, checked_in_on: str, starts: str, ends: str, rhythm: str) -> str:
        raise NotImplementedError

    def gap(self, done: str, starts: str, ends: str) -> str:
        """What is expected less what is walked."""
        gone, whole = self.DAYS.format(starts, self.date(self.today)), self.DAYS.format(starts, ends)
        expected = f"{self.LEAST}({self.GREATEST}({gone}, 0.0) / {self.GREATEST}({whole}, 1.0), 1.0)"
        walked = f"{self.LEAST}({self.GREATEST}(COALESCE({done}, 0.0), 0.0), 1.0)"
        return f"({expected} - {walked})"


class GapOf(OfObjective):
    """What is expected less what is walked, as a share; what is not begun has walked nothing. NULL without an end."""

    output_field = FloatField()

    def sql(self, state: str, done: str, checked_in_on: str, starts: str, ends: str, rhythm: str) -> str:
        return f"CASE WHEN {ends} IS NOT NULL THEN {self.gap(done, starts, ends)} END"


class PaceOf(OfObjective):
    """The pace, as `Objective.standing` tells it."""

    output_field = CharField()

    def sql(self, state: str, done: str, checked_in_on: str, starts: str, ends: str, rhythm: str) -> str:
        gap = self.gap(done, starts, ends)
        return f"""CASE
            WHEN {state} <> 'active' THEN '{Pace.NONE}'
            WHEN COALESCE({checked_in_on}, {starts}) < {self.fresh_from(rhythm)} AND {starts} < {self.date(self.today)}
                THEN '{Pace.STALE}'
            WHEN {done} IS NULL OR {ends} IS NULL THEN '{Pace.NONE}'
            WHEN {gap} <= 0.005 THEN '{Pace.ON_PACE}'
            WHEN {gap} <= {self.behind_until + 0.005!r} THEN '{Pace.BEHIND}'
            ELSE '{Pace.AT_RISK}' END"""

    def fresh_from(self, rhythm: str) -> str:
        """The first day whose check-in is still news, by its own rhythm or the cycle's; NULL without one."""
        days = {name: None if days is None else self.today - timedelta(2 * days) for name, days in RHYTHM_DAYS.items()}
        own = " ".join(f"WHEN '{name}' THEN {self.date(day)}" for name, day in days.items())
        return f"CASE {rhythm} {own} ELSE {self.date(days[self.cycle.rhythm])} END"

"""What a table holds is found as it stands there, or refused: never something else."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vekha.kpis import tables
from vekha.kpis.trouble import NoReading, Trouble

HEADINGS = ["Day", "Orders", "Revenue", "Revenue, net", "Share; %", "a|b", "x\ty", "x,Orders", "", "2026"]
VALUES = st.integers(0, 9999) | st.decimals(0, 999, places=1).filter(lambda value: value % 1 != 0)


def said(table: str, value: str) -> float | Trouble:
    try:
        (found,) = tables.found_in(table.encode(), value=value, day="")
    except NoReading as problem:
        return problem.trouble
    return found.value


@pytest.mark.parametrize(
    ("table", "value", "expected"),
    [
        ("Revenue\n12,5\n13,7\n", "Revenue", 13.7),
        ("Day;Revenue, net\n2026-01-01;1,5\n", "Revenue, net", 1.5),
        ("Day\tx,Orders\n2026-01-01\t1,5\n", "x,Orders", 1.5),
        (",Day,Orders\n0,2026-01-01,7\n1,2026-01-02,8\n", "Orders", 8),
        ("Day,Orders\n2026-01-01,7,\n2026-01-02,8,,\n\n", "Orders", 8),
        ("Day,a|b,Orders\n2026-01-01,left|right,7\n", "Orders", 7),
        ('Day,Orders\n2026-01-01,"1,5"\n', "Orders", 1.5),
    ],
)
def test_a_separator_counts_where_the_rows_are_divided_like_the_header(table: str, value: str, expected: float) -> None:
    assert said(table, value) == expected


@pytest.mark.parametrize(
    "table",
    [
        "Day,Orders\n2026-01-01,1,5\n",  # a decimal comma between commas
        "Day\tx,Orders\n2026-01-01\t1,5\n",  # tabs, and no such column
        "Day;x,Orders\n2026-01-01;1,5\n\n2026-01-02;2,5\n",
    ],
)
def test_a_table_that_could_be_divided_otherwise_is_refused(table: str) -> None:
    assert said(table, "Orders") is Trouble.NOT_A_TABLE


@given(st.data(), st.lists(st.sampled_from(HEADINGS), max_size=4, unique=True), st.sampled_from(",;\t|"), st.booleans())
def test_what_is_found_stands_in_the_column_that_was_asked_for(
    data: st.DataObject, others: list[str], separator: str, is_quoted: bool
) -> None:
    headings = data.draw(st.permutations(["Orders", *others]))
    assume(is_quoted or not any(separator in heading for heading in headings))
    rows = data.draw(st.lists(st.tuples(*[VALUES] * len(headings)), min_size=1, max_size=4))
    cells = [headings, *([str(value) for value in row] for row in rows)]
    if data.draw(st.booleans()):
        cells = [headings, *([cell.replace(".", ",") for cell in row] for row in cells[1:])]
    if is_quoted:
        csv.writer(table := io.StringIO(), delimiter=separator).writerows(cells)
        text = table.getvalue()
    else:
        text = "\n".join(separator.join(row) for row in cells)
    right = float(rows[-1][headings.index("Orders")])
    assert said(text, "Orders") in (right, Trouble.NOT_A_TABLE, Trouble.NOT_A_NUMBER)

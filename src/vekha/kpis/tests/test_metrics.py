"""The text of metrics is read in time that grows with its length and no faster."""

import time

import pytest

from vekha.kpis import metrics
from vekha.kpis.trouble import NoReading, Trouble


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("open_orders 7", "open_orders"),
        ('open_orders{shop="a"} 7', 'open_orders{shop="a"}'),
        ('open_orders{ shop = "a" , town="b \\" c", } 7 1760000000000', 'open_orders{town="b \\" c"}'),
        ("open_orders{} 7", "open_orders"),
    ],
)
def test_a_sample_is_found_by_name_and_labels(line: str, asked: str) -> None:
    (found,) = metrics.found_in(line.encode(), metric=asked)
    assert found.value == 7


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("open_orders 7 1795172400000", "2026-11-20T11:00:00+00:00"),
        ("open_orders 7 1795172400\n# EOF\n", "2026-11-20T11:00:00+00:00"),
        ("open_orders 7 1795172400.5\n# EOF", "2026-11-20T11:00:00.500000+00:00"),
        ("open_orders 7 1.7951724e9\n# EOF", "2026-11-20T11:00:00+00:00"),
    ],
)
def test_the_moment_is_in_thousandths_or_in_openmetrics_in_seconds(text: str, at: str) -> None:
    (found,) = metrics.found_in(text.encode(), metric="open_orders")
    assert (found.value, found.at) == (7, at)


@pytest.mark.parametrize("text", ["open_orders 7 1795172400", "open_orders 7 0\n# EOF", "open_orders 7 -1795172400000"])
def test_a_moment_long_before_any_company_is_refused(text: str) -> None:
    with pytest.raises(NoReading) as problem:
        metrics.found_in(text.encode(), metric="open_orders")
    assert problem.value.trouble is Trouble.NOT_A_DATE


def test_labels_without_commas_between_them_are_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(NoReading):
        metrics.found_in(b"m{" + b'a="b"  ' * 5000 + b"! 1", metric="m")
    assert time.process_time() - began < 2

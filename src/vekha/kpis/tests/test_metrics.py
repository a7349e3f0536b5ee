"""The text of metrics is read in time that grows with its length and no faster."""

import time

import pytest

from vekha.kpis import metrics
from vekha.kpis.trouble import NoReading


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


def test_labels_without_commas_between_them_are_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(NoReading):
        metrics.found_in(b"m{" + b'a="b"  ' * 5000 + b"! 1", metric="m")
    assert time.process_time() - began < 2

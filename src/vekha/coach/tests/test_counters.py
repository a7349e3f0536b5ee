"""What suffers when one number alone is pursued: the table is complete and names only metrics that exist."""

from collections import Counter as Tally

from vekha.coach.document import Language, Span
from vekha.coach.languages.lexicon import concepts
from vekha.coach.rules._counters import counter_of, counters, words_of
from vekha.coach.statement import Measure, Trait


def test_a_metric_belongs_to_one_family_and_exists() -> None:
    tally = Tally(metric for counter in counters().values() for metric in counter.metrics)
    assert [metric for metric, count in tally.items() if count > 1] == []
    known = set(concepts()["metrics"])
    assert {metric for counter in counters().values() for metric in counter.metrics | counter.kept_by} <= known


def test_every_family_speaks_three_languages_and_leaves_the_number_to_the_author() -> None:
    for family in counters():
        for language in Language:
            words = words_of(family, language)
            assert words["harm"]
            assert "__" in words["counter_key_result"]


def test_speed_is_kept_honest_by_quality_and_not_by_more_speed() -> None:
    counter = counter_of("response_time")
    assert counter is not None
    assert counter.is_kept_by(Measure(Span(0, 1), "csat", "csat", frozenset({Trait.SATISFACTION})))
    assert not counter.is_kept_by(Measure(Span(0, 1), "wait", "waiting_time", frozenset({Trait.SPEED})))
    assert counter_of(None) is None

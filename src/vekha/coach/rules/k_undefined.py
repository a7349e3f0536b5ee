"""K-UNDEFINED: two people would compute the metric in two ways."""

import re
from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric, others
from vekha.coach.rules._sentence import inside, inside_sentence, is_work, main_clause, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Hit, Measure, Statement, Trait

ON = (On.KEY_RESULT,)
_COUNTED = frozenset({Trait.NATURAL_ZERO, Trait.ACTIVITY, Trait.OUTPUT})
_DEFINITION = re.compile(r"[(（][^()（）\d]{2,}[)）]| = |：=")  # a remark in brackets that is not a number
# Metrics whose way of computing is known, though their name has an index or a score in it.
_KNOWN = frozenset({"nps", "csat", "enps", "effort_score", "oee", "exam_results", "rating", "search_position"})
_ROUGHLY_KNOWN = frozenset(
    {
        "satisfaction",
        "employee_engagement",
        "loyalty",
        "brand_awareness",
        "quality_score",
        "data_quality",
        "competence",
        "productivity",
    }
)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if _DEFINITION.search(statement.raw) or context.fields.unit:
        return
    measure = first_metric(statement)
    alone = not others(statement, context)
    if measure is not None:
        values = {"measure": words(statement, measure.span), "text": main_clause(statement)}
        heads = [hit for hit in statement.found("metric_heads") if inside(hit.span, (measure.span,))]
        if measure.concept == "conversion" and not _is_narrowed(statement, measure, heads):
            yield Flag(measure.span, values, Severity.HINT, variant="funnel")
            return
        number = amount(measure)
        if measure.concept not in _KNOWN and number is not None:
            index = next((hit for hit in heads if hit.concept in ("index", "efficiency")), None)
            if index is not None and not (number.per or number.counted):  # "120 boxes an hour" says how it is computed
                sure = alone and (index.concept == "index" or not _is_narrowed(statement, measure, heads))
                mild = not sure or measure.concept in _ROUGHLY_KNOWN
                yield Flag(measure.span, values, Severity.HINT if mild else None)
                return
    quality = next(iter(statement.found("undefined_qualities")), None)
    is_version = quality is not None and quality.concept == "beta" and is_work(statement)
    in_a_name = quality is not None and any(_is_settled(each, quality) for each in statement.measures)
    if quality is not None and not is_version and not in_a_name and (statement.quantities or is_work(statement)):
        yield Flag(quality.span, {"words": inside_sentence(quality.text)}, Severity.HINT, variant="quality")


def _is_settled(measure: Measure, quality: Hit) -> bool:
    """Whether the word is part of the name of a metric that everybody computes alike: 合格率."""
    counts = not _COUNTED.isdisjoint(measure.traits)
    return measure.concept is not None and not counts and inside(quality.span, (measure.span,))


def _is_narrowed(statement: Statement, measure: Measure, heads: list[Hit]) -> bool:
    """Whether the metric's name holds a word of its own: "warehouse efficiency", conversion "from visit to order"."""
    empty: tuple[Span, ...] = tuple(hit.span for hit in heads)
    empty += tuple(hit.span for name in ("generic_nouns", "people") for hit in statement.found(name))
    return any(inside(word.span, (measure.span,)) and not inside(word.span, empty) for word in statement.content)

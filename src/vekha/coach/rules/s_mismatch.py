"""S-MISMATCH: all key results can be met and the objective missed, because they count something else."""

from collections.abc import Iterator, Mapping, Sequence, Set

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._amounts import metric_of
from vekha.coach.rules._matters import aim, fewer, matter_of_the_house, outsider, side, subjects
from vekha.coach.rules._sentence import (
    WORK,
    count_of_work,
    inside,
    is_work,
    listed,
    numbers,
    searches,
    sentence,
    shortened,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Hit, Kind, Measure, Statement, Trait

ON = (On.SET,)

_ATTENTION = frozenset({"click_through", "share_of_voice", "search_position"})
_NEWCOMERS = frozenset({"customer_count", "user_count", "registrations", "subscriptions", "trials", "leads"})
_LOYALTY = frozenset({"retention", "churn", "renewals", "repeat_purchase", "loyalty"})
_STAFF = frozenset(
    {
        *("enps", "employee_engagement", "turnover", "absenteeism", "offer_acceptance", "internal_mobility"),
        *("probation_pass", "competence", "trained_people", "training_hours", "overtime", "hires", "time_to_hire"),
    }
)
_WORTH_OF_A_CUSTOMER = frozenset({"ltv", "arpu", "upsell"})
# What a house spends and holds for itself: nobody outside would notice it.
_OF_THE_HOUSE = frozenset({"meetings", "reports", "documents", "waste", "energy_use", "closing_time", "budget_use"})
_SALES = frozenset({"deals", "contracts", "orders", "bookings", "market_share", "quota_attainment"})

# What an objective is about, by words of its title that are no metric: class → concept → field.
_SAID_BY = {
    "generic_nouns": {
        "satisfaction": "satisfaction",
        "quality": "quality",
        "stability": "quality",
        "culture": "staff",
        "competence": "staff",
        "profit": "money",
    },
    "qualities": {
        "reliable": "quality",
        "safe": "quality",
        "fast": "speed",
        "happy": "satisfaction",
        "loved": "brand",
    },
    "people": {"employee": "staff"},
    "superlatives": {"favourite": "brand"},
    "feelings": {"trust": "satisfaction"},
}
_SAID_BY_VERBS = {"delight": "satisfaction", "love": "satisfaction", "care": "satisfaction", "retain": "loyalty"}
# Fields whose numbers can all move while the objective's own does not, and those where an expert objects outright.
_BESIDE_THE_POINT = {
    "satisfaction": {"money", "newcomers", "house"},
    "quality": {"money", "newcomers", "house"},
    "staff": {"money", "newcomers"},
    "loyalty": {"money", "newcomers", "house"},
    "brand": {"house"},
    "speed": {"money", "newcomers"},
}
_MADE = ("systems", "documents", "events", "communications", "outputs")
_FELT = frozenset({"safe", "happy", "loved", "personal"})
_FILLED = frozenset({"occupancy", "utilisation", "throughput", "capacity", "productivity", "headcount"})
_SIDES_AT_MOST = 2
_TWO_PROMISES = frozenset({"speed", "quality"})
_EVIDENT = frozenset({"satisfaction", "quality", "staff", "loyalty", "brand"})
_WORTH_MORE_THAN_ATTENTION = frozenset({"brand", "money", "loyalty", "satisfaction", "quality", "staff"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if len(context.key_results) < 2:
        return
    values = {"text": shortened(sentence(statement))}
    if _all_work(statement, context.key_results):
        yield Flag(None, values | {"first": shortened(sentence(context.key_results[0]))}, Severity.HINT, variant="work")
        return
    if of_the_house := _all_of_the_house(statement, context.key_results):
        wanted = aim(statement)
        word = wanted.text if wanted else ""
        yield Flag(
            None,
            values | {"word": word, "measures": listed(of_the_house, statement)},
            Severity.WARNING,
            variant="house",
        )
        return
    if of_our_own := _all_for_ourselves(statement, context.key_results):
        wanted = aim(statement)
        word = wanted.text if wanted else ""
        yield Flag(None, values | {"word": word, "measures": listed(of_our_own, statement)}, Severity.WARNING)
        return
    measured = [_measures(each) for each in context.key_results]
    if not all(measured):
        return
    about = _fields_of(statement)
    shown = [
        {_field(each, measure) for measure in measures}
        for each, measures in zip(context.key_results, measured, strict=True)
    ]
    names = [words(each, found[0].span) for each, found in zip(context.key_results, measured, strict=True)]
    values["measures"] = listed(names, statement)
    every = set[str]().union(*shown)
    if missing := _uncovered(about, every):
        yield Flag(None, values | {"word": missing}, variant="uncovered")
        return
    # "Cheaper without losing quality" is about the price.
    if (
        not about
        or statement.found("constraints")
        or any(subjects(statement) & subjects(each) for each in context.key_results)
    ):
        return
    values["word"] = next(iter(about.values()))
    if every == {"attention"} and not statement.found("attention") and about.keys() <= _WORTH_MORE_THAN_ATTENTION:
        yield Flag(None, values, Severity.WARNING, variant="attention")
    elif all(every <= _BESIDE_THE_POINT.get(field, set()) for field in about):
        yield Flag(None, values, Severity.WARNING if about.keys() <= _EVIDENT else None)


def _all_of_the_house(objective: Statement, key_results: Sequence[Statement]) -> list[str]:
    """The author's words for matters that those whom the objective names never see, where all key results are such.

    Attention may stand among them: it shows nothing of what people got.
    """
    if aim(objective) is None or matter_of_the_house(objective):
        return []
    matters = [matter_of_the_house(each) or _seen_only(each) or fewer(each) for each in key_results]
    clear = sum(matter_of_the_house(each) is not None for each in key_results)
    if not all(matters) or 2 * clear < len(key_results):
        return []
    if any(subjects(objective) & subjects(each) for each in key_results):
        return []
    if len({side(each) for each in key_results}) > _SIDES_AT_MOST:
        return []  # a line for every department
    return [matter.text for matter in matters if matter]


def _all_for_ourselves(objective: Statement, key_results: Sequence[Statement]) -> list[str]:
    """The author's words for what we earn, fill and get through, where the objective says how others shall feel."""
    felt = bool(objective.found("feelings")) or any(hit.concept in _FELT for hit in objective.found("qualities"))
    if not felt or outsider(objective) is None or objective.measures or objective.found("constraints"):
        return []
    found = [_for_ourselves(each) for each in key_results]
    if not all(found) or any(subjects(objective) & subjects(each) for each in key_results):
        return []
    return [place.text for place in found if place]


def _for_ourselves(key_result: Statement) -> Hit | None:
    """The metric of a key result that nobody outside feels: money, use of rooms, cases for each of us."""
    if outsider(key_result) is not None or key_result.found("guards"):
        return None
    if matter := matter_of_the_house(key_result):
        return matter
    for measure in key_result.measures:
        ours = Trait.MONEY in measure.traits or measure.concept in _FILLED
        if ours or any(hit.concept == "for_one" for hit in key_result.found("each")):
            return Hit(measure.span, words(key_result, measure.span), measure.concept or "")
    return None


def _seen_only(key_result: Statement) -> Hit | None:
    """The words for attention, where the key result counts nothing else."""
    seen = [measure for measure in key_result.measures if _field(key_result, measure) == "attention"]
    if not seen or len(seen) < len(key_result.measures) or key_result.found("guards"):
        return None
    return Hit(seen[0].span, words(key_result, seen[0].span), "attention")


def _uncovered(about: Mapping[str, str], every: Set[str]) -> str:
    """The words for one of two things that are promised, where all numbers show the other: "fast and safe"."""
    if about.keys() != _TWO_PROMISES or not every < _TWO_PROMISES:
        return ""
    (missing,) = _TWO_PROMISES - every
    return about[missing]


def _all_work(objective: Statement, key_results: Sequence[Statement]) -> bool:
    """Whether every line is something we do, and nothing that becomes different by it."""
    if (
        searches(objective)
        or is_work(objective)
        or (objective.lead is not None and objective.lead.kind in (Kind.LEARN, Kind.RESEARCH))
    ):
        return False
    return all(_is_ours(each) and not each.purposes for each in key_results)


def _is_ours(key_result: Statement) -> bool:
    """Something we do so many times or make: "hold 12 meetings", "a new help area"."""
    if numbers(key_result):
        return is_work(key_result) and count_of_work(key_result) is not None
    lead = key_result.lead
    made = any(key_result.found(group) for group in _MADE)
    return is_work(key_result) or (made and (lead is None or lead.kind in WORK) and not key_result.measures)


def _measures(key_result: Statement) -> list[Measure]:
    """The metrics of a key result that have a number, where all its metrics are known."""
    aside = key_result.purposes + key_result.means
    found = [measure for measure in key_result.measures if not inside(measure.span, aside)]
    counts = [measure for measure in found if measure.target or measure.delta]
    return counts if all(metric_of(key_result, measure) for measure in found) else []


def _fields_of(objective: Statement) -> dict[str, str]:
    """What the objective is about, with the author's words for it. Purposes count: they say what it is really about."""
    about: dict[str, str] = {}
    known = [measure for measure in objective.measures if measure.concept]
    for measure in known:
        about.setdefault(_field(objective, measure), words(objective, measure.span))
    named = tuple(measure.span for measure in known)
    for group, meanings in _SAID_BY.items():
        for hit in objective.found(group):
            if hit.concept in meanings and not inside(hit.span, named):
                about.setdefault(meanings[hit.concept], hit.text)
    for predicate in objective.predicates:
        if predicate.concept in _SAID_BY_VERBS:
            end = predicate.object.end if predicate.object else predicate.span.end
            about.setdefault(_SAID_BY_VERBS[predicate.concept], words(objective, Span(predicate.span.start, end)))
            if about.get("brand", "") in predicate.text:
                about.pop("brand", None)  # 爱上: the verb says it
    return about


def _field(statement: Statement, measure: Measure) -> str:
    """The side of things that a metric shows."""
    concept = metric_of(statement, measure) or ""
    if concept == "brand_awareness":
        return "brand"
    if concept in _ATTENTION or Trait.VANITY in measure.traits:
        return "attention"
    for field, metrics in (
        ("newcomers", _NEWCOMERS),
        ("loyalty", _LOYALTY),
        ("staff", _STAFF),
        ("house", _OF_THE_HOUSE),
    ):
        if concept in metrics:
            return field
    if concept in _WORTH_OF_A_CUSTOMER:
        return "loyalty"
    if concept in _SALES or Trait.MONEY in measure.traits:
        return "money"
    for field, trait in (
        ("satisfaction", Trait.SATISFACTION),
        ("quality", Trait.QUALITY),
        ("speed", Trait.SPEED),
        ("money", Trait.COST),
    ):
        if trait in measure.traits:
            return field
    return concept or "unknown"

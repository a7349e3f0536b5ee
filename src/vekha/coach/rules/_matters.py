"""What key results are a matter of: of the house, which those served never see, or of one side of the business."""

from itertools import chain

from vekha.coach.rules._sentence import inside, specifics, words
from vekha.coach.statement import Bound, Dimension, Hit, Statement, Trait, once

_OUTSIDE = frozenset(
    {
        *("customer", "user", "patient", "student", "citizen", "visitor", "guest", "reader", "parent", "donor"),
        "merchant",
    }
)
# What makes clear, without naming people, that an objective is for others.
_WANTED = {
    "superlatives": {"favourite", "first_choice", "easiest", "indispensable", "unique", "default"},
    "qualities": {"loved", "happy", "easy", "seamless", "personal", "accessible", "effortless"},
}
_WANTED_BY_VERBS = frozenset({"love", "delight", "recommend", "feel", "select"})

# Sides of the business by the metrics they are led by. Marketing, sales, product and support serve the same people.
_SIDES = {
    "customers": (
        *("traffic", "page_views", "impressions", "followers", "likes", "leads", "brand_awareness", "share_of_voice"),
        *("deals", "win_rate", "sales_cycle", "average_deal", "pipeline", "contracts", "sales", "revenue", "mrr"),
        *("activation", "adoption", "engagement", "dau", "mau", "active_users", "customer_count", "user_count"),
        *("retention", "churn", "nps", "csat", "satisfaction", "response_time", "resolution_time", "support_tickets"),
        "mentions",
    ),
    "staff": (
        *("time_to_hire", "hires", "vacancies", "offer_acceptance", "turnover", "absenteeism", "enps"),
        *("employee_engagement", "training_hours", "trained_people", "internal_mobility", "probation_pass"),
    ),
    "machines": (
        *("uptime", "latency", "incidents", "mttr", "bugs", "crash_rate", "test_coverage", "tech_debt", "build_time"),
        *("deploy_frequency", "velocity", "change_failure", "release_count", "cloud_cost", "security_findings"),
    ),
    "production": (
        *("throughput", "oee", "scrap", "downtime", "first_pass_yield", "defect_rate", "energy_use"),
        *("inventory", "inventory_turnover", "stockouts", "logistics_cost", "purchase_cost", "supplier_quality"),
    ),
    "accounts": (
        *("cost", "profit", "margin", "cash_flow", "receivables", "debt", "closing_time", "budget_use", "payroll"),
        *("burn_rate", "contract_time", "disputes", "fines", "audit_findings"),
    ),
}
_SIDE_OF = {metric: side for side, metrics in _SIDES.items() for metric in metrics}
_OF_THE_HOUSE = frozenset(
    {
        *("time_to_hire", "hires", "vacancies", "offer_acceptance", "turnover", "absenteeism", "training_hours"),
        *("receivables", "closing_time", "budget_use", "payroll", "fines", "audit_findings", "cloud_cost"),
        *("meetings", "headcount", "overtime", "energy_use", "disputes", "cost", "unit_cost"),
        *("purchase_cost", "burn_rate", "probation_pass", "internal_mobility", "trained_people", "profit", "margin"),
    }
)

_LIMITS = frozenset({Bound.AT_LEAST, Bound.AT_MOST})


def side(key_result: Statement) -> str:
    """The side of the business, by the words of the house or the metric; empty where it is not known."""
    if matter := matter_of_the_house(key_result):
        return matter.concept
    metrics = (measure.concept for measure in key_result.measures)
    return next((_SIDE_OF[metric] for metric in metrics if metric in _SIDE_OF), "")


@once
def matter_of_the_house(key_result: Statement) -> Hit | None:
    """The words for what those served never see: paper, meetings, vacancies, the closing of the books."""
    if outsider(key_result) is not None:
        return None
    if found := key_result.found("inner"):
        return found[0]
    if key_result.found("guards") or any(number.bound in _LIMITS for number in key_result.quantities):
        return None  # errors and repeated visits are felt by somebody; a limit only keeps the balance
    for measure in key_result.measures:
        if measure.concept in _OF_THE_HOUSE:
            return Hit(measure.span, words(key_result, measure.span), _SIDE_OF.get(measure.concept, "talk"))
    return _saved(key_result)


def _saved(key_result: Statement) -> Hit | None:
    """Money that we spend and shall spend less of; what others pay us is no such money."""
    for measure in key_result.measures:
        start, target = measure.start, measure.target
        if start is None or target is None or target.dimension is not Dimension.MONEY or key_result.found("prices"):
            continue
        falls = (target.value or 0) < (start.value or 0)
        if falls and start.bound is Bound.FROM and (Trait.COST in measure.traits or measure.concept is None):
            return Hit(measure.span, words(key_result, measure.span), "accounts")
    return None


def fewer(key_result: Statement) -> Hit | None:
    """The words for things of which there shall be less, where nobody is said to suffer from them: suppliers, cars."""
    if outsider(key_result) is not None or key_result.found("guards") or key_result.found("time_units"):
        return None
    for measure in key_result.measures:
        start, target = measure.start, measure.target
        if measure.concept is not None or start is None or target is None:
            continue
        if target.dimension is Dimension.COUNT and (target.value or 0) < (start.value or 0):
            return Hit(measure.span, words(key_result, measure.span), "")
    return None


def outsider(statement: Statement) -> Hit | None:
    """The first of those served whom the statement names."""
    return next((hit for hit in statement.found("people") if hit.concept in _OUTSIDE), None)


def aim(objective: Statement) -> Hit | None:
    """For whom the objective is, or what they should feel: the words that make clear what a key result must show."""
    named = outsider(objective)
    if named is not None or objective.found("people"):
        return named  # what those who work here feel is a matter of the house
    wanted = (hit for group, concepts in _WANTED.items() for hit in objective.found(group) if hit.concept in concepts)
    verbs = (Hit(p.span, p.text, p.concept or "") for p in objective.predicates if p.concept in _WANTED_BY_VERBS)
    return next(chain(objective.found("served"), objective.found("feelings"), wanted, verbs), None)


@once
def subjects(statement: Statement) -> frozenset[str]:
    """The words that say what it is about, without people and general nouns: those stand everywhere."""
    people = tuple(hit.span for hit in statement.found("people"))
    return frozenset(word.concept for word in specifics(statement) if not inside(word.span, people))

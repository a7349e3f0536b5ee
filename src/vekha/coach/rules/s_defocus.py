"""S-DEFOCUS: a key result for every department instead of results of one objective."""

import re
from collections.abc import Iterator, Sequence

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import inside, listed, sentence, specifics, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Kind, Statement

ON = (On.SET,)

# A note that says whose a line is: in brackets or behind a dash at its end, or before a colon.
_BEHIND = re.compile(r"[(（\[](?P<note>[^()（）\[\]]{2,40})[)）\]]\W*$|\s[—–-]\s*(?P<tail>[^—–()]{2,30})$")
_BEFORE = re.compile(r"^(?P<head>[^:：—–]{2,30}?)(?:[:：]|\s[—–-]\s)")
_BESIDE = 3  # letters of a note beside the names of departments: "and"; with more of them it says something else
_NOBODY = frozenset({"goal", "departments", "steps", "stakeholders"})
_APART = 3  # sides of the business that have nothing to do with each other

# Sides of the business by the metrics they are led by. Marketing, sales, product and support serve the same people.
_SIDES = {
    "customers": (
        *("traffic", "page_views", "impressions", "followers", "likes", "leads", "brand_awareness", "share_of_voice"),
        *("deals", "win_rate", "sales_cycle", "average_deal", "pipeline", "contracts", "sales", "revenue", "mrr"),
        *("activation", "adoption", "engagement", "dau", "mau", "active_users", "customer_count", "user_count"),
        *("retention", "churn", "nps", "csat", "satisfaction", "response_time", "resolution_time", "support_tickets"),
    ),
    "people": (
        *("time_to_hire", "hires", "vacancies", "offer_acceptance", "turnover", "absenteeism", "enps"),
        *("employee_engagement", "training_hours", "trained_people", "internal_mobility", "probation_pass"),
    ),
    "engineering": (
        *("uptime", "latency", "incidents", "mttr", "bugs", "crash_rate", "test_coverage", "tech_debt", "build_time"),
        *("deploy_frequency", "velocity", "change_failure", "release_count", "cloud_cost", "security_findings"),
    ),
    "production": (
        *("throughput", "oee", "scrap", "downtime", "first_pass_yield", "defect_rate", "energy_use"),
        *("inventory", "inventory_turnover", "stockouts", "logistics_cost", "purchase_cost", "supplier_quality"),
    ),
    "finance": (
        *(
            "cost",
            "profit",
            "margin",
            "cash_flow",
            "receivables",
            "debt",
            "closing_time",
            "budget_use",
            "payroll",
            "burn_rate",
            "contract_time",
            "disputes",
        ),
        *("fines", "audit_findings"),
    ),
}
_SIDE_OF = {metric: side for side, metrics in _SIDES.items() for metric in metrics}


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    owners = [_owner(key_result) for key_result in context.key_results]
    noted = [owner for owner in owners if owner]
    if len({concept for concept, _ in noted}) > 1 and 2 * len(noted) > len(owners):
        names = list(dict.fromkeys(name for _, name in noted))
        yield Flag(None, {"text": sentence(statement), "names": listed(names, statement)}, variant="noted")
    elif measures := _apart(statement, context.key_results):
        yield Flag(None, {"text": sentence(statement), "measures": listed(measures, statement)}, Severity.HINT)


def _owner(key_result: Statement) -> tuple[str, str] | None:
    """Whose the line says it is: the department and the author's words for it."""
    note = _BEHIND.search(key_result.raw) or _BEFORE.search(key_result.raw)
    if note is None or note.lastgroup is None:
        return None
    span = Span(*note.span(note.lastgroup))
    if any(inside(measure.span, (span,)) for measure in key_result.measures) and note.lastgroup == "head":
        return None  # «Продажи: с 10 до 20 млн» are what is measured
    names = [
        hit
        for group in ("departments", "functions", "anywhere")
        for hit in key_result.found(group)
        if inside(hit.span, (span,))
    ]
    named = {place for hit in names for place in range(*hit.span)}
    letters = [place for place in range(*span) if key_result.raw[place].isalnum() and place not in named]
    owner = next((hit.concept for hit in names if hit.concept not in _NOBODY), None)
    return (owner.removesuffix("_dept"), words(key_result, span)) if owner and len(letters) <= _BESIDE else None


def _apart(objective: Statement, key_results: Sequence[Statement]) -> list[str]:
    """The metrics of a set whose every line leads another side of the business and shares no word with the rest."""
    if len(key_results) < _APART:
        return []
    sides, names = [], []
    for key_result in key_results:
        measure = next((m for m in key_result.measures if m.concept in _SIDE_OF), None)
        if measure is not None and measure.concept is not None:
            sides.append(_SIDE_OF[measure.concept])
            names.append(words(key_result, measure.span))
        elif key_result.lead is not None and key_result.lead.kind is Kind.HIRE:
            sides.append("people")
            names.append(sentence(key_result))
    if len(sides) < max(_APART, len(key_results) - 1):
        return []
    if len(set(sides)) < _APART:
        return []
    subjects = [{word.concept for word in specifics(each)} for each in (objective, *key_results)]
    shared = any(one & other for number, one in enumerate(subjects) for other in subjects[number + 1 :])
    return [] if shared else names

"""O-VAGUE: words that fit any company in any year."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    chased_record,
    claims_excellence,
    inside,
    is_measured,
    main_clause,
    numbers,
    says_why,
    specifics,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Predicate, Statement, Trait

ON = (On.OBJECTIVE,)
_EMPTY = ("generic_nouns", "vague_amounts", "undefined_qualities")
_EVERYTHING = frozenset({"business", "company", "organisation", "growth", "development", "results", "work"})
_FIRST_AMONG_ALL = frozenset({"best", "number_one", "leading", "top", "world_class"})
_BETTER = frozenset({"improve", "optimise"})
_SIDES = frozenset({"efficiency", "performance", "quality", "competence"})
_BETWEEN_PEOPLE = frozenset({"communication", "teamwork", "relationships"})
_BARE = 2  # words, one of them general: "data quality"
_NAMED = 3  # with a second general one: "store management skills"
_BEING = frozenset({"be", "keep", "retain"})
_CHOICES = frozenset({"return", "recommend", "renew", "buy"})  # what people do of their own accord says enough
_FELT = frozenset({"satisfaction", "relationships"})
_US = frozenset({"company", "business", "organisation", "work"})
_OUTCOMES = frozenset({"results", "performance", "growth", "efficiency", "stability"})
_ANYBODY = _US | {"customers", "people", "teamwork", "results"}
_OF_OURSELVES = frozenset({"teamwork", "brand", "culture", "company", "organisation"})
_ANYTHING_MADE = frozenset({"ensure", "provide", "make", "build", "create", "deliver", "have", "offer"})
_FIRST_OF_ALL = frozenset({"best", "number_one", "world_class"})
_CLAIMING = frozenset({Kind.BECOME, Kind.BUILD, Kind.REACH})
_SAID_OF_ANYBODY = ("generic_nouns", "anywhere", "arenas", "kinds", "functions", "departments", "undefined_qualities")
_A_FIELD = 2  # words that name a field: "cloud storage"
_ABOUT_ANYTHING = CHANGE | {Kind.REACH, Kind.OTHER, Kind.BUILD}


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if chased_record(statement) and not context.why:
        return  # O-WHY asks what for
    ambitions = tuple(hit.span for hit in statement.found("superlatives"))
    for slogan in [hit for hit in statement.found("slogans") if not inside(hit.span, ambitions)][:1]:
        # Beside a subject of its own a slogan is only a word too many.
        severity = Severity.HINT if specifics(statement) else None
        yield Flag(slogan.span, {"words": slogan.text}, severity, variant="slogan")
        return
    if says_why(statement) or any(number.value != 1 for number in numbers(statement)):  # 「行业第一」 is no number
        return
    if statement.means and any(inside(word.span, statement.means) for word in specifics(statement)):
        return
    if praise := _praises_anything(statement):
        yield Flag(praise, {"words": words(statement, praise), "text": main_clause(statement)})
        return
    if first := _is_first_nowhere(statement):
        values = {"words": words(statement, first), "text": main_clause(statement)}
        yield Flag(first, values, Severity.HINT if context.why else None)
        return
    if claims_excellence(statement):
        return
    if bare := _one_bare_noun(statement):
        measured = sum(is_measured(key_result) for key_result in context.key_results)
        severity = Severity.HINT if measured >= 2 or context.why else None
        yield Flag(bare, {"words": words(statement, bare), "text": main_clause(statement)}, severity)
        return
    empty = sorted(hit.span for name in _EMPTY for hit in statement.found(name))
    wins_somebody = lead is not None and lead.kind is Kind.REACH and len(statement.content) > 2
    comes_back = lead is not None and lead.form is Form.FINITE and lead.concept in _CHOICES
    about_anything = lead is None or (lead.kind in _ABOUT_ANYTHING and not wins_somebody and not comes_back)
    builds_for = lead is not None and lead.kind is Kind.BUILD and len(statement.predicates) > 1
    if empty and about_anything and not builds_for and not specifics(statement):
        measured = sum(is_measured(key_result) for key_result in context.key_results)
        # Key results with numbers tell what the general word stands for here.
        about_everything = all(hit.concept in _EVERYTHING for hit in statement.found("generic_nouns"))
        told = (measured >= 2 and not about_everything) or bool(context.why) or _says_whose_heart(statement)
        severity = Severity.HINT if told else None
        span = Span(empty[0].start, empty[-1].end)
        yield Flag(span, {"words": words(statement, span), "text": main_clause(statement)}, severity)


def _says_whose_heart(statement: Statement) -> bool:
    """ "Raise the loyalty of our guests": who should feel more of what. Coaches disagree whether that will do."""
    lead = statement.lead
    more = lead is not None and lead.kind is Kind.CHANGE_UP
    felt = any(hit.concept in _FELT for hit in statement.found("generic_nouns"))
    felt = felt or any(Trait.SATISFACTION in measure.traits for measure in statement.measures)
    return more and felt and bool(statement.found("people"))


def _one_bare_noun(statement: Statement) -> Span | None:
    """ "Improve scheduling": one word says of what, none says for whom or in which way."""
    lead = statement.lead
    if lead is None or len(statement.predicates) > 1 or lead.object is None or lead.form is Form.FINITE:
        return None
    of_something = any(hit.concept in _SIDES for hit in statement.found("generic_nouns"))
    if not (lead.concept in _BETTER | {"grow_as_a_whole"} or (lead.kind is Kind.CHANGE_UP and of_something)):
        return None
    between_people = any(hit.concept in _BETWEEN_PEOPLE for hit in statement.found("generic_nouns"))
    if any(statement.found(name) for name in ("constraints", "lacks", "absolutes", "manner")):
        return None
    if statement.found("people") and not between_people:
        return None
    if lead.concept == "grow_as_a_whole" and len(statement.content) <= _BARE:
        return lead.object  # "Develop the partner network": into what?
    count, general = len(specifics(statement)), bool(statement.found("generic_nouns"))
    few = len(statement.content) <= (_NAMED if of_something else _BARE)
    return lead.object if count + (not general) >= 1 >= count and few else None


def _is_first_nowhere(statement: Statement) -> Span | None:
    """ "Best service on the market", "Be number one in logistics": first, in nothing that anybody notices."""
    lead, first = statement.lead, [hit for hit in statement.found("superlatives") if hit.concept in _FIRST_OF_ALL]
    if not first or len(first) < len(statement.found("superlatives")) or statement.found("lacks"):
        return None
    if len(statement.predicates) > 1 or (lead is not None and not _may_claim(lead)):
        return None
    spans = tuple(hit.span for hit in first)
    if any(hit.concept == "number_one" for hit in first):
        named = [word for word in statement.content if not inside(word.span, spans)]
        return None if statement.found("people") or len(named) > _A_FIELD else spans[0]
    if lead is not None and not statement.found("arenas"):
        return None  # "create an outstanding experience": coaches disagree
    known = spans + tuple(hit.span for name in _SAID_OF_ANYBODY for hit in statement.found(name))
    return spans[0] if all(inside(word.span, known) for word in statement.content) else None


def _may_claim(lead: Predicate) -> bool:
    """Whether the verb only says that something is, or will be made, what follows."""
    of_us = lead.form is not Form.FINITE or lead.subject is None
    return of_us and (lead.kind in _CLAIMING or lead.concept in _BEING | _ANYTHING_MADE)


def _praises_anything(statement: Statement) -> Span | None:
    """Qualities of the company, of all its people or customers, of a product and nothing else: "be more agile"."""
    lead = statement.lead
    if lead is None or len(statement.predicates) > 1 or statement.found("lacks") or lead.negated:
        return None
    fine = statement.found("undefined_qualities")
    first = [hit for hit in statement.found("superlatives") if hit.concept in _FIRST_AMONG_ALL]
    best = [hit for hit in first if not any(hit.span == other.span for other in fine)]
    more = [hit for hit in statement.found("vague_amounts") if hit.concept in ("better", "more")]
    generic = statement.found("generic_nouns")
    praise = [*best, *fine, *statement.found("qualities"), *(more if lead.kind is Kind.BECOME else ())]
    becomes = lead.kind is Kind.BECOME or lead.concept in _BEING
    if not praise:
        return None
    kinds = statement.found("kinds") if best and becomes else ()  # "be a world-class hospital"
    somewhere = (*kinds, *statement.found("people"), *statement.found("anywhere"), *statement.found("departments"))
    known = [hit.span for hit in (*praise, *more, *generic, *somewhere)]
    particular = len(first) < len(statement.found("superlatives"))  # "the favourite", "the quietest"
    if particular or not all(inside(word.span, tuple(known)) for word in statement.content):
        return None
    about = {hit.concept for hit in generic if not inside(hit.span, tuple(hit.span for hit in praise))}
    of_a_kind = tuple(hit.span for hit in kinds)
    built = (hit for hit in statement.found("systems") if not inside(hit.span, of_a_kind))
    things = any(hit.concept != "methodology" for hit in built)
    of_somebody = lead.form is Form.FINITE and lead.subject is not None  # "The best engineers stay with us"
    becomes = becomes and not things and not of_somebody
    reached = lead.kind is Kind.REACH and bool(about) and about <= _OUTCOMES
    made = lead.concept in _ANYTHING_MADE and bool(fine) and not best
    made = made or (lead.kind is Kind.BUILD and bool(about) and about <= _OF_OURSELVES)
    if (becomes and about <= (_US if best else _ANYBODY)) or reached or made:
        said = sorted(hit.span for hit in (*praise, *generic, *kinds))
        return Span(said[0].start, max(span.end for span in said))
    return None

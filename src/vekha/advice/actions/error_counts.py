"""Counting the coach's errors beforehand, so that a page about a whole company only reads them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Set

from django.db.models import Prefetch

from vekha import __version__
from vekha.advice import coaching, dialogue
from vekha.advice.models import OPEN, CoachSettings, ErrorCount, Reply
from vekha.coach.settings import Severity
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.models import Organisation

BATCH = 200  # objectives at once


def refresh() -> int:
    """Count anew where words, replies or settings have changed since. Returns how many objectives were read."""
    organisation = Organisation.current()
    judged_by = json.dumps([__version__, organisation.stage, CoachSettings.current().table], sort_keys=True)
    stored = dict(ErrorCount.objects.values_list("objective_id", "fingerprint"))
    open_now, read = set(), 0
    for objective, replied in _open_objectives():
        open_now.add(objective.pk)
        seen = "\0".join([judged_by, repr(coaching.as_read(objective)), objective.state, *sorted(replied)])
        fingerprint = hashlib.sha1(seen.encode(), usedforsecurity=False).hexdigest()
        if stored.get(objective.pk) == fingerprint:
            continue
        errors = _errors(objective, replied, organisation)
        ErrorCount.objects.update_or_create(
            objective=objective, defaults={"fingerprint": fingerprint, "errors": errors}
        )
        read += 1
    ErrorCount.objects.exclude(objective__state__in=OPEN, objective__cycle__closed_at=None).delete()
    return read


def _open_objectives() -> Iterator[tuple[Objective, Set[str]]]:
    """The open objectives with all that the coach reads, and the questions that have a reply."""
    replied = defaultdict(set)
    for pk, question in Reply.objects.standing().values_list("objective_id", "question"):
        replied[pk].add(question)
    things = Objective.objects.filter(state__in=OPEN, cycle__closed_at=None).select_related("owner", "cycle")
    everything = things.prefetch_related(
        "teams",
        Prefetch("key_results", KeyResult.objects.select_related("owner").prefetch_related("steps")),
        Prefetch("initiatives", Initiative.objects.select_related("owner").prefetch_related("key_results")),
    )
    for objective in everything.iterator(BATCH):
        yield objective, replied[objective.pk]


def _errors(objective: Objective, replied: Set[str], organisation: Organisation) -> int:
    review = coaching.of_objective(objective, language=organisation.language, stage=organisation.stage)
    return sum(
        remark.finding.severity is Severity.ERROR and remark.question not in replied
        for remark in dialogue.remarks_on(objective, review.objectives[0].findings)
    )

"""Templates: kept from an objective, taken out again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals.models import Objective
from vekha.library import permissions
from vekha.library.models import Template
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def keep(objective: Objective, *, by: Person, language: str, advice: str = "") -> Template:
    """Keep the objective's words as a template for the company; kept once more, they replace the earlier ones.

    Raises a ValidationError for an objective that not everybody sees: its words would become public.
    """
    require(permissions.can_keep(by, objective))
    if objective.visibility != Objective.Visibility.EVERYONE:
        raise ValidationError(
            _("Not everybody sees this objective, and everybody reads the library. Open it to the company first."),
            code="visibility",
        )
    key_results = list(objective.key_results.all())
    if not key_results:
        raise ValidationError(_("An objective without key results is no template yet."), code="empty")
    places = {key_result.pk: place for place, key_result in enumerate(key_results, 1)}
    initiatives = objective.initiatives.prefetch_related("key_results")
    words = {
        "title": objective.title,
        "why": objective.why,
        "reality": objective.reality,
        "advice": advice.strip(),
        "language": language,
        "kept_by": by,
        "kept_at": timezone.now(),
        "key_results": [
            {"text": each.text, "definition": each.definition, "is_leading": each.is_leading} for each in key_results
        ],
        "initiatives": [
            {"text": each.text, "serves": sorted(places[served.pk] for served in each.key_results.all())}
            for each in initiatives
        ],
    }
    template, _created = Template.objects.update_or_create(origin=objective, defaults=words)
    log.record("template.kept", by=by, subject=objective, target=template)
    return template


@transaction.atomic
def remove(template: Template, *, by: Person) -> None:
    """Take a template out of the library. The objective it came from stays as it is."""
    require(permissions.can_remove(by, template))
    if template.origin:
        log.record("template.removed", by=by, subject=template.origin, target=template)
    template.delete()

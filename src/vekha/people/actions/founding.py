"""The first step in an empty database: the organisation and its first administrator."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import save
from vekha.people.models import Organisation, Person, Role


@transaction.atomic
def found(*, organisation: str, language: str, email: str, name: str, password: str) -> Person:
    """Make the organisation, where there is none yet, and an administrator. For whoever has the server's console."""
    if not Organisation.objects.exists():
        Organisation(name=organisation, language=language).save()
    if Person.objects.filter(email=email.lower()).exists():
        raise ValidationError(_("Somebody has this e-mail already."), code="taken")
    person = Person(email=email.lower(), name=name, role=Role.ADMINISTRATOR, language=language)
    validate_password(password, person)
    person.set_password(password)
    save(person)
    log.record("person.joined", by=person, subject=person, changes={"name": name})
    return person

"""Chat accounts: a code given out, an account linked by it, unlinked again."""

from django.db import transaction
from django.utils import timezone

from vekha.activity import log
from vekha.chat import permissions
from vekha.chat.models import ChatAccount, LinkCode, new_code
from vekha.people.models import Person
from vekha.people.permissions import require


@transaction.atomic
def give_code(*, by: Person) -> LinkCode:
    """A fresh code for the person; an earlier one works no more."""
    require(permissions.can_link(by))
    fresh = {"code": new_code(), "made_at": timezone.now()}
    code, _created = LinkCode.objects.update_or_create(person=by, defaults=fresh)
    return code


@transaction.atomic
def link(code: str, *, service: str, external_id: str, name: str = "") -> ChatAccount | None:
    """Let the account speak for whoever took the code. None if the code is not open, or who took it has left.

    An account that spoke for somebody else speaks for them no longer.
    """
    taken = LinkCode.objects.select_for_update().select_related("person").open().filter(code=code).first()
    if taken is None or not permissions.can_link(taken.person):
        return None
    taken.delete()
    person = taken.person
    linked = ChatAccount.objects.select_related("person").filter(service=service, external_id=external_id)
    for earlier in linked.exclude(person=person):
        _unlink(earlier, earlier.person)
    # Whoever links their own again keeps what they chose for it.
    account = linked.first() or ChatAccount(person=person, service=service, external_id=external_id)
    account.name, account.linked_at = name[:200].replace("\0", ""), timezone.now()
    account.save()
    log.record("chat.linked", by=person, subject=person, target=account, changes=_named(account))
    return account


@transaction.atomic
def unlink(account: ChatAccount, *, by: Person) -> None:
    """Nobody checks in from this account any more."""
    require(permissions.can_unlink(by, account))
    _unlink(account, by)


def _unlink(account: ChatAccount, by: Person) -> None:
    log.record("chat.unlinked", by=by, subject=account.person, target=account, changes=_named(account))
    account.delete()


def _named(account: ChatAccount) -> dict[str, str]:
    return {"service": account.service, "name": account.name}

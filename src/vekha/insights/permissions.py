"""Who may do what with saved views. `SavedViewQuerySet.visible_to` says the first line in SQL.

| deed                       | administrator | whoever saved it | coach, member | viewer        |
| open it                    | where shared  | yes              | where shared  | where shared  |
| save one for oneself       | yes           |                  | yes           | yes           |
| save one for everybody     | yes           |                  | yes           |               |
| rename, share, remove it   | where shared  | yes              |               |               |
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vekha.insights.models import SavedView
    from vekha.people.models import Person


def can_open(person: "Person", view: "SavedView") -> bool:
    return person.is_active and (view.is_shared or view.owner_id == person.pk)


def can_share(person: "Person") -> bool:
    return person.is_active and person.role != "viewer"


def can_change(person: "Person", view: "SavedView") -> bool:
    return can_open(person, view) and (view.owner_id == person.pk or person.role == "administrator")

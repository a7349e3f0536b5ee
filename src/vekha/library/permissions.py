"""Who may do what with the library.

| deed                                     | administrator | coach | member                             | viewer |
| read it                                  | yes           | yes   | yes                                | yes    |
| begin a draft from a set                 | as writing a new objective (goals)                                   |
| keep an objective as a template          | yes           | yes   | who may move it                    |        |
| take a template out                      | yes           | yes   | who kept it                        |        |

Only what everybody in the company sees is kept as a template, and read while everybody sees it.
"""

from typing import TYPE_CHECKING

from vekha.goals.permissions import can_move

if TYPE_CHECKING:
    from vekha.goals.models import Objective
    from vekha.library.models import Template
    from vekha.people.models import Person


def can_keep(person: "Person", objective: "Objective") -> bool:
    return can_move(person, objective)


def can_remove(person: "Person", template: "Template") -> bool:
    return person.is_active and (person.role in {"administrator", "coach"} or template.kept_by_id == person.pk)

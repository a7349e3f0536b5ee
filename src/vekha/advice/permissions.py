"""Who may do what with the coach's remarks.

| deed                                                 | who                                                     |
| reply to a remark on an objective or on the whole    | who may change the objective                            |
| reply to a remark on a key result or an initiative   | as above, and its owner                                 |
| take the coach's wording                             | who may change the statement (the verbs of goals check) |
| see what was said to each rule; settle how it judges | administrators and coaches                              |
"""

from typing import TYPE_CHECKING

from vekha.goals.permissions import can_change, can_see

if TYPE_CHECKING:
    from vekha.goals.models import Initiative, KeyResult, Objective
    from vekha.people.models import Person


def can_reply(person: "Person", objective: "Objective", about: "Objective | KeyResult | Initiative") -> bool:
    if can_change(person, objective):
        return True
    return about.owner_id == person.pk and person.role != "viewer" and can_see(person, objective)


def can_tune(person: "Person") -> bool:
    return person.is_active and person.role in {"administrator", "coach"}

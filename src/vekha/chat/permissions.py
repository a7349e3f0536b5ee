"""Who may do what with chat accounts.

| deed                                              | everybody who works here |
| link a chat account to oneself, by a one-time code | yes                     |
| see and unlink one's own                           | yes                     |
| check in from it                                   | as in Vekha (goals)     |

Nobody sees or unlinks those of others. Whoever has left is answered as a stranger.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vekha.chat.models import ChatAccount
    from vekha.people.models import Person


def can_link(person: "Person") -> bool:
    return person.is_active


def can_unlink(person: "Person", account: "ChatAccount") -> bool:
    return person.is_active and account.person_id == person.pk

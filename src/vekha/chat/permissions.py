"""Who may do what with chat accounts and channels.

| deed                                              | everybody who works here |
| link a chat account to oneself, by a one-time code | yes                     |
| see and unlink one's own                           | yes                     |
| check in from it, be told there what one may see   | as in Vekha (goals)     |

The channel of a team is set by who changes the team: its leads and administrators.

Nobody sees or unlinks those of others. Whoever has left is answered as a stranger.
"""

from typing import TYPE_CHECKING

from vekha.people.permissions import can_change_team

if TYPE_CHECKING:
    from vekha.chat.models import ChatAccount
    from vekha.people.models import Person, Team


def can_link(person: "Person") -> bool:
    return person.is_active


def can_unlink(person: "Person", account: "ChatAccount") -> bool:
    return person.is_active and account.person_id == person.pk


def can_set_channel(person: "Person", team: "Team") -> bool:
    return can_change_team(person, team)

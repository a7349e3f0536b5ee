from vekha.people.models.invitation import Invitation
from vekha.people.models.organisation import Organisation
from vekha.people.models.person import MailRhythm, Person, Role
from vekha.people.models.team import Membership, Team

__all__ = ["Invitation", "MailRhythm", "Membership", "Organisation", "Person", "Role", "Team"]

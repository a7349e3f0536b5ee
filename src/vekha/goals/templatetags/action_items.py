"""Who may do what with an action item, where a page shows many of them."""

from django import template

from vekha.goals import permissions
from vekha.goals.models import ActionItem
from vekha.people.models import Person

register = template.Library()


@register.filter
def can_be_changed_by(item: ActionItem, person: Person) -> bool:
    return permissions.can_change_action_item(person, item)

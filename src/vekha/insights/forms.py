"""What people type about a saved view."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from vekha.insights import permissions
from vekha.insights.models import SavedView
from vekha.people.forms import FactsForm
from vekha.people.models import Person


class SavedViewForm(FactsForm):
    class Meta:
        model = SavedView
        fields = ("name", "is_shared")
        help_texts = {
            "name": gettext_lazy("As you will look for it: “Our quarter, what needs a look”."),
            "is_shared": gettext_lazy("Each reader sees there only what they may see."),
        }

    def __init__(self, data: QueryDict | None, thing: SavedView | None = None, *, by: Person) -> None:
        super().__init__(data, thing)
        if not permissions.can_share(by):
            del self.fields["is_shared"]

"""What people choose and type about messages."""

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vekha.chat import ways
from vekha.chat.models import ChatAccount, Messages
from vekha.people.forms import TakesErrors
from vekha.people.models import MailRhythm, Person


class MessagesForm(TakesErrors):
    account = forms.ModelChoiceField(
        ChatAccount.objects.none(), label=_("Messenger"), required=False, empty_label=_("none: letters only")
    )
    wants_reminders = forms.BooleanField(label=capfirst(_("remind me when a check-in is due")), required=False)
    news_rhythm = forms.ChoiceField(label=_("News"), choices=MailRhythm.choices)

    def __init__(self, data: QueryDict | None, person: Person, now: Messages | None) -> None:
        initial = {"wants_reminders": True, "news_rhythm": MailRhythm.DAILY}
        if now:
            initial = {"account": now.account, "wants_reminders": now.wants_reminders, "news_rhythm": now.news_rhythm}
        super().__init__(data, initial=initial)
        mine = ChatAccount.objects.visible_to(person).filter(service__in=ways.services())
        self.fields["account"].queryset = mine  # type: ignore[attr-defined]


class ChannelForm(TakesErrors):
    address = forms.CharField(
        label=_("Address of the channel"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        self.fields["address"].help_text = _("It begins with one of: %(kinds)s.") % {
            "kinds": ", ".join(f"{scheme}://" for scheme in settings.CHANNELS)
        }

"""What went wrong with a message, in the words of a page."""

from django.utils.translation import gettext as _

from vekha.chat.trouble import Trouble


def words_of(trouble: str) -> str:
    match trouble:
        case Trouble.ADDRESS:
            return _("This is no address of a service that may be used here.")
        case Trouble.INSIDE:
            return _("This address lies inside the network. Whoever runs Vekha can allow it.")
        case Trouble.REFUSED:
            return _("The service did not take the message. Is the address complete, and does the channel still exist?")
        case Trouble.TOO_SLOW:
            return _("The service took too long.")
        case Trouble.UNREACHABLE:
            return _("The service cannot be reached.")
        case Trouble.SECRET:
            return _("The address cannot be read any more: the secret of this Vekha has changed. Enter it anew.")
        case Trouble.OFF:
            return _("This messenger is switched off. Whoever runs Vekha can switch it on.")
        case Trouble.BUSY:
            return _("Others are trying out their channels or sources just now. Try again in a moment.")
        case _other:
            return _("Something went wrong in Vekha itself. Whoever runs it finds more in its log.")

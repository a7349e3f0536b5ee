"""The mails that people get from us besides those about signing in."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from vekha.people.models import Invitation, Organisation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Mail the link in the invited person's language; False when the mail server did not take it."""
    organisation = Organisation.current()
    with translation.override(invitation.language):
        words = {"invitation": invitation, "link": link, "organisation": organisation}
        subject = _("%(name)s invites you to %(organisation)s on Vekha") % {
            "name": invitation.invited_by,
            "organisation": organisation,
        }
        body = render_to_string("people/email/invitation.txt", words)
    try:
        send_mail(" ".join(subject.split()), body, None, [invitation.email])
    except (SMTPException, OSError) as error:
        log.error("The invitation to %s could not be mailed: %s", invitation.email, error)
        return False
    return True

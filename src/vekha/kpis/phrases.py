"""What people are told when a source gives no number: what happened, and what to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vekha.kpis.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Phrase:
    """What happened, and what to do about it."""

    what: Promise
    advice: Promise


PHRASES = {
    Trouble.ADDRESS: Phrase(
        _("This is no address that can be asked."),
        _("Write it whole, beginning with https://; names and passwords do not belong in it."),
    ),
    Trouble.UNKNOWN: Phrase(_("Nobody has this name."), _("Look for a slip in the address.")),
    Trouble.INSIDE: Phrase(
        _("This address lies inside the network."),
        _("An administrator has to allow it first: VEKHA_INSIDE_ALLOWED."),
    ),
    Trouble.UNREACHABLE: Phrase(
        _("Nobody answers there."), _("Is the server running, and may this one reach it? It is tried again by itself.")
    ),
    Trouble.CERTIFICATE: Phrase(
        _("The server’s certificate is not valid for this name."), _("Whoever runs that server has to renew it.")
    ),
    Trouble.TOO_SLOW: Phrase(
        _("The answer took too long."), _("Ask for less, or let the other side prepare the number. It is tried again.")
    ),
    Trouble.TOO_LARGE: Phrase(_("The answer is too large."), _("Ask for the one number, or for fewer rows.")),
    Trouble.REDIRECTS: Phrase(
        _("The address sends on to where we do not follow."), _("Give the address where the number really stands.")
    ),
    Trouble.BROKEN: Phrase(_("The answer cannot be read."), _("Open the address yourself: what does it show?")),
    Trouble.NOT_ALLOWED: Phrase(
        _("The other side does not let us in."), _("Give a new key: the old one is wrong or has run out.")
    ),
    Trouble.STATUS: Phrase(
        _("The other side answered with an error (%(detail)s)."), _("Open the address yourself: is it still the one?")
    ),
    Trouble.WEB_PAGE: Phrase(
        _("A web page stands there instead of a table."),
        _("In Google Sheets publish it to the web as CSV and take that address."),
    ),
    Trouble.NOT_A_TABLE: Phrase(
        _("This is no table."), _("It has to be CSV or XLSX, each row divided in the same way as the headings.")
    ),
    Trouble.NO_COLUMN: Phrase(
        _("There is no such column. There are: %(detail)s"), _("Write the heading as it stands in the table.")
    ),
    Trouble.NOT_JSON: Phrase(_("The answer is no JSON."), _("Open the address yourself: what does it show?")),
    Trouble.EXPRESSION: Phrase(
        _("The expression cannot be read: %(detail)s"), _("Begin simply: data.total, then go deeper.")
    ),
    Trouble.NOTHING: Phrase(_("No number was found."), _("Does the query, the column or the place still exist?")),
    Trouble.SEVERAL: Phrase(
        _("There is not one number but %(detail)s."), _("Narrow it down to one, or give each its day.")
    ),
    Trouble.TOO_MANY: Phrase(
        _("There are %(detail)s readings, more than are taken at once."), _("Give 10,000 rows at most.")
    ),
    Trouble.NOT_A_NUMBER: Phrase(
        _("“%(detail)s” is no number, or could be two."), _("Correct it at the source: digits, a point for decimals.")
    ),
    Trouble.NOT_A_DATE: Phrase(_("“%(detail)s” is no day."), _("Write days as 2026-11-20.")),
    Trouble.FILE: Phrase(
        _("This file may not be read, or is not there."),
        _("An administrator opens its folder by VEKHA_SOURCE_FOLDERS."),
    ),
    Trouble.DRIVER: Phrase(
        _("There is no driver for “%(detail)s” on this server."), _("An administrator has to install it.")
    ),
    Trouble.PARAMETERS: Phrase(_("These parameters are not allowed in the address: %(detail)s"), _("Leave them out.")),
    Trouble.ONE_SELECT: Phrase(
        _("Only one query that reads is asked."), _("Write a single SELECT without a semicolon.")
    ),
    Trouble.DATABASE: Phrase(_("The database says: %(detail)s"), _("Try the query there with the same user.")),
    Trouble.QUERY: Phrase(_("Prometheus says: %(detail)s"), _("Try the query there: it has to yield one number now.")),
    Trouble.SECRET: Phrase(
        _("The key can no longer be read: the secret of this installation has changed."),
        _("Connect the source again and type the key."),
    ),
    Trouble.GONE: Phrase(_("This kind of source is not installed any more."), _("Connect another one.")),
    Trouble.BUSY: Phrase(_("Others are reading their sources and files just now."), _("Try again in a moment.")),
}

"""Fetching what a source over HTTP says, and its troubles in our words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from vekha import outgoing
from vekha.kpis.sources import Field
from vekha.kpis.trouble import NoReading, Trouble

AUTHORIZATION = Field(
    "authorization",
    _("Authorization"),
    _("Sent as the header of this name, such as “Bearer …”."),
    is_required=False,
    is_secret=True,
)


def fetched(
    url: str,
    authorization: str = "",
    *,
    params: Mapping[str, str] | None = None,
    most_bytes: int = outgoing.MOST_BYTES,
) -> outgoing.Answer:
    """A good answer, or one of another status that is no refusal of ours. Raises NoReading."""
    headers = {"Authorization": authorization} if authorization else None
    try:
        answer = outgoing.get(url.strip(), headers=headers, params=params, most_bytes=most_bytes)
    except outgoing.Refused as refused:
        raise NoReading(Trouble(refused.trouble.value)) from None
    if answer.status in {401, 403}:
        raise NoReading(Trouble.NOT_ALLOWED)
    return answer


def content(url: str, authorization: str = "") -> bytes:
    """What stands at the address."""
    answer = fetched(url, authorization)
    if not answer.is_good:
        raise NoReading(Trouble.STATUS, str(answer.status))
    return answer.content

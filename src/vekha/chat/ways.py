"""How a message gets to a person: by the bot that they write with, or by what the settings name for that service."""

from urllib.parse import quote, urlsplit

from django.conf import settings

from vekha import outgoing
from vekha.chat import feishu, telegram
from vekha.chat.calls import NoReply
from vekha.chat.carrier import SECONDS, Carrier, harmless
from vekha.chat.mattermost import shown
from vekha.chat.models import ChatAccount, Service
from vekha.chat.trouble import NotCarried, Trouble


def services() -> set[str]:
    """The messengers in which people can be written to."""
    switches: dict[str, object] = {
        Service.TELEGRAM: settings.TELEGRAM_TOKEN,
        Service.FEISHU: settings.FEISHU_APP and settings.FEISHU_SECRET,
        Service.SLACK: settings.SLACK_BOT_TOKEN,
        Service.MATTERMOST: settings.MATTERMOST_WEBHOOK,
    }
    return {str(service) for service, switch in switches.items() if switch}


def command_in(service: str) -> str:
    """What has to stand before an answer there."""
    return "/vekha " if service in {Service.SLACK, Service.MATTERMOST} else ""


def bring(account: ChatAccount, text: str, number: str, carrier: Carrier) -> None:
    """Bring a text to a person. Raises NotCarried. The same `number` tells it is the same, where the service asks."""
    if account.service not in services():
        raise NotCarried(Trouble.OFF)
    try:
        match account.service:
            case Service.TELEGRAM:
                telegram.say(telegram.Bot(settings.TELEGRAM_URL, settings.TELEGRAM_TOKEN), account.external_id, text)
            case Service.FEISHU:
                feishu.configured().say(account.external_id, text, number)
            case Service.SLACK:
                _team, _slash, user = account.external_id.rpartition("/")
                address = f"slack://{quote(settings.SLACK_BOT_TOKEN, safe='-')}/+{quote(user, safe='')}"
                host = urlsplit(settings.SLACK_URL).hostname or ""
                carrier.carry(address, text, schemes=["slack"], inside=_own(host), api=settings.SLACK_URL)
            case Service.MATTERMOST:
                said = {"channel": f"@{account.name}", "text": shown(harmless(text))["text"]}
                if not outgoing.post(settings.MATTERMOST_WEBHOOK, json=said, seconds=SECONDS).is_good:
                    raise NotCarried(Trouble.REFUSED)
    except (telegram.Refused, feishu.Refused):
        raise NotCarried(Trouble.REFUSED) from None
    except NoReply:
        raise NotCarried(Trouble.UNREACHABLE) from None
    except outgoing.Refused as problem:
        is_inside = problem.trouble is outgoing.Trouble.INSIDE
        raise NotCarried(Trouble.INSIDE if is_inside else Trouble.UNREACHABLE) from None


def _own(host: str) -> tuple[str, ...]:
    """The administrator names this host, so it may be inside the network; the usual one needs no leave."""
    return () if host == "slack.com" else (host,)

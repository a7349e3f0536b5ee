"""The limited process in which apprise opens its connections: a message a line on standard input, what became of it as
a line on standard output.

`python -P -m vekha.chat.carrier_process SECONDS MEGABYTES`. The first line says which hosts inside the network are
allowed. Nothing of a database is loaded, and nothing that is carried is logged.
"""

import json
import logging
import sys
from typing import Any

from vekha.chat.trouble import Trouble
from vekha.confined import confine


def carried(asked: dict[str, Any], refusals: list[Trouble]) -> dict[str, str]:
    """What became of a message: the service that took it, or the trouble.

    `asked`: its `address` for apprise, `schemes` that are allowed, `text`; `api` is where a service is that is not at
    its usual place. Without a text the address is only looked at.
    """
    import apprise

    refusals.clear()
    address, schemes = asked["address"].strip(), set(asked["schemes"])
    scheme = address.partition("://")[0].lower()
    if scheme not in schemes | {"https"}:
        return {"trouble": Trouble.ADDRESS}
    ours = apprise.AppriseAsset(app_id="Vekha", app_desc="Vekha", app_url="")
    plugin: Any = apprise.Apprise.instantiate(address, asset=ours)
    if plugin is None:
        return {"trouble": Trouble.ADDRESS}
    own: set[str] = set()  # the schemes of the service that the address belongs to
    for names in (plugin.protocol, plugin.secure_protocol):
        own.update([names] if isinstance(names, str) else names or ())
    if not own & schemes:
        return {"trouble": Trouble.ADDRESS}
    # Whatever the address asks for: no redirect, no doubtful certificate, no pause between messages.
    plugin.redirects, plugin.verify_certificate, plugin.request_rate_per_sec = False, True, 0
    plugin.socket_connect_timeout = plugin.socket_read_timeout = asked["seconds"]
    plugin.include_image = False
    if asked.get("api"):
        plugin.api_url = asked["api"] + "/api/{}"
    if asked.get("text") and not plugin.notify(body=asked["text"], title=asked.get("title", "")):
        return {"trouble": refusals[0] if refusals else Trouble.REFUSED}
    return {"service": str(plugin.service_name)}


def main() -> None:
    confine(*map(int, sys.argv[1:]))
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    logging.disable()

    from django.conf import settings

    settings.configure(INSIDE_ALLOWED=json.loads(sys.stdin.buffer.readline())["inside"])

    import apprise  # noqa: F401  loaded before the first message is timed

    from vekha import outgoing

    refusals: list[Trouble] = []
    outgoing.guard_this_process(lambda: refusals.append(Trouble.INSIDE))
    said: dict[str, str] = {}
    while True:
        out.write(json.dumps(said).encode() + b"\n")
        out.flush()
        line = sys.stdin.buffer.readline()
        if not line:
            return
        try:
            said = carried(json.loads(line), refusals)
        except (MemoryError, RecursionError):
            said = {"trouble": Trouble.REFUSED}
        except Exception:  # whatever a plugin stumbles over; what it says may hold the address
            said = {"trouble": refusals[0] if refusals else Trouble.REFUSED}


if __name__ == "__main__":
    main()

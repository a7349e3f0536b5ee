"""The door for WSGI servers."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
application = get_wsgi_application()

from vekha.advice import coaching  # noqa: E402  the apps are ready only now


def warm_up() -> None:
    """Load the coach's dictionaries, which takes a second: the first person to ask should not wait for them.

    All that is loaded by then stays, so the garbage collector need not look through it again and hold up a page.
    """
    coaching.warm_up()
    gc.collect()
    gc.freeze()


threading.Thread(target=warm_up, daemon=True).start()

"""The door for WSGI servers."""

import gc
import os
import threading
from pathlib import Path

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
application = get_wsgi_application()

from django.apps import apps  # noqa: E402  the apps are ready only now
from django.conf import settings  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from vekha.advice import coaching  # noqa: E402


def warm_up() -> None:
    """Load views, words, templates and the coach's dictionaries: the first person to ask should not wait for them.

    All that is loaded by then stays, so the garbage collector need not look through it again and hold up a page.
    """
    reverse("goals:company")
    for language, _name in settings.LANGUAGES:
        translation.activate(language)
    for app in apps.get_app_configs():
        if app.name.startswith("vekha."):
            root = Path(app.path, "templates")
            for template in root.rglob("*.html"):
                get_template(template.relative_to(root).as_posix())
    coaching.warm_up()
    gc.collect()
    gc.freeze()
    # To look through all that came since takes as long as half a page. What pages leave is found among the younger.
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, 5 * old)


threading.Thread(target=warm_up, daemon=True).start()

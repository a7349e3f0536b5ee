"""The door for WSGI servers."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vekha.config.settings")
application = get_wsgi_application()

# The coach's dictionaries take a second to load; the first person to ask should not wait for them.
from vekha.advice import coaching  # noqa: E402  the apps are ready only now

threading.Thread(target=coaching.warm_up, daemon=True).start()

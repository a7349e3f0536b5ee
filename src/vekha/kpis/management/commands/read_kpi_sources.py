from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.kpis.actions import sources


class Command(BaseCommand):
    help = "Ask the sources of KPIs whose time has come; run it every few minutes where no worker does."

    def handle(self, *args: Any, **options: Any) -> None:
        attempts = sources.read_due(timezone.now())
        if options["verbosity"]:
            words = _("Sources asked: %(asked)d, without an answer: %(failed)d")
            self.stdout.write(words % {"asked": attempts.asked, "failed": attempts.failed})

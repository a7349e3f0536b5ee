import time
from typing import Any

from django.core.management.base import BaseCommand

from vekha.advice.actions import related


class Command(BaseCommand):
    help = "Find related objectives anew where something has changed. Run it every night, or more often."

    def handle(self, **options: Any) -> None:
        started = time.perf_counter()
        done = related.refresh()
        self.stdout.write(
            f"{done.objectives} objectives, {done.statements} statements read anew, {done.relations} relations found "
            f"by {done.embedder}, {time.perf_counter() - started:.1f} s"
        )

import time
from typing import Any

from django.core.management.base import BaseCommand

from vekha.advice.actions import error_counts, related


class Command(BaseCommand):
    help = (
        "Find related objectives anew, and count what the coach calls an error, where something has changed. "
        "Run it every night, or more often."
    )

    def handle(self, **options: Any) -> None:
        started = time.perf_counter()
        done = related.refresh()
        counted = error_counts.refresh()
        self.stdout.write(
            f"{done.objectives} objectives, {done.statements} statements read anew, {done.relations} relations found "
            f"by {done.embedder}, {counted} objectives reviewed anew, {time.perf_counter() - started:.1f} s"
        )

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext

from vekha.people.actions import founding


class Command(BaseCommand):
    help = "Make an administrator, and the organisation where there is none yet. Asks for the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--organisation", default="Vekha")
        parser.add_argument(
            "--language", choices=[code for code, _ in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )

    def handle(self, **options: Any) -> None:
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            person = founding.found(
                organisation=options["organisation"],
                language=options["language"],
                email=options["email"],
                name=options["name"],
                password=password,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(gettext("The database has no tables yet. Run: vekha manage migrate")) from error
        self.stdout.write(f"{person.email} · {person.name}")

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Self

from django.db import models

from vekha.coach import rules
from vekha.coach.settings import Limits, Settings, of_table

LIMITS = tuple(field.name for field in fields(Limits))

# The classes of words that companies have their own words of, of all that the coach knows.
WORD_CLASSES = ("metrics", "systems", "outputs", "documents", "events", "departments", "people", "slogans")


class CoachSettings(models.Model):
    """How the coach judges in this company, where it differs from the settings as shipped. At most one row.

    The milestone is the organisation's own and not kept here.
    """

    limits = models.JSONField(default=dict, blank=True)  # the name of a limit → its number
    severities = models.JSONField(default=dict, blank=True)  # the code of a rule → error, warning, hint
    off = models.JSONField(default=list, blank=True)  # codes that never speak
    words = models.JSONField(default=dict, blank=True)  # a class of words → the company's own

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_coach_settings")]

    def __str__(self) -> str:
        return f"{self.table}"

    def save(self, **kwargs: Any) -> None:
        self.pk = 1
        super().save(**kwargs)

    @classmethod
    def current(cls) -> Self:
        """The company's settings, those shipped where it has none."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def table(self) -> dict[str, Any]:
        """As a `vekha.toml` would say it."""
        return {"limits": self.limits, "severities": self.severities, "off": self.off, "words": self.words}

    def for_stage(self, stage: int | None) -> Settings:
        """The settings that the coach judges by, for a company at this milestone.

        What a rule or a limit was called before and is not any more counts no longer.
        """
        return replace(of_table(_known(self.table), rules.BY_CODE.keys()), stage=stage)


def _known(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "limits": {name: value for name, value in table["limits"].items() if name in LIMITS},
        "severities": {code: value for code, value in table["severities"].items() if code in rules.BY_CODE},
        "off": [code for code in table["off"] if code in rules.BY_CODE],
        "words": {name: words for name, words in table["words"].items() if name in WORD_CLASSES},
    }

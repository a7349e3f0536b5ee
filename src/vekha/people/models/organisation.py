from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.IntegerChoices):
    """The milestone on a company's way with OKR."""

    SURVIVE = 1, _("1 — surviving with a new approach")
    KNOW_YOURSELF = 2, _("2 — knowing yourself as a company")
    FOCUS = 3, _("3 — focusing together on what matters")
    MANAGE = 4, _("4 — running the business by OKR")


class Organisation(models.Model):
    """The company this database belongs to. There is exactly one row."""

    name = models.CharField(_("name"), max_length=200)
    mission = models.TextField(_("mission"), blank=True)
    vision = models.TextField(_("vision"), blank=True)
    strategy = models.TextField(_("strategy"), blank=True)
    language = models.CharField(_("default language"), max_length=10, choices=settings.LANGUAGES)
    stage = models.PositiveSmallIntegerField(_("milestone"), choices=Stage, default=Stage.SURVIVE)
    coach_is_open = models.BooleanField(_("the coach works without signing in"), default=False)
    behind_until = models.PositiveSmallIntegerField(
        _("points behind until an objective is at risk"),
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Up to this many points behind the expected progress is “behind”, more is “at risk”."),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: object) -> None:
        self.pk = 1
        super().save(**kwargs)  # type: ignore[arg-type]

    @classmethod
    def current(cls) -> Self:
        """The organisation, or an unsaved nameless one before the first set-up."""
        return cls.objects.filter(pk=1).first() or cls(pk=1, name="Vekha", language=settings.LANGUAGE_CODE)

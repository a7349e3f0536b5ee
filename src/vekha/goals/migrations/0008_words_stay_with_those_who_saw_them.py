from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def fill(apps: Any, schema_editor: Any) -> None:
    """Earlier versions are as open as their objective is; where there are cycles, the backlog stands beside them."""
    objective = apps.get_model("goals", "Objective").objects.filter(pk=OuterRef("objective"))
    apps.get_model("goals", "Version").objects.update(visibility=Subquery(objective.values("visibility")))
    cycles = apps.get_model("goals", "Cycle").objects
    if cycles.exists() and not cycles.filter(is_backlog=True).exists():
        cycles.create(is_backlog=True, name="", starts=timezone.localdate(), rhythm="none")
    for step in apps.get_model("goals", "AlignmentStep").objects.exclude(to_key_result=None):
        step.to_key_result_text = step.to_key_result.text
        step.save(update_fields=["to_key_result_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0007_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="alignmentstep",
            name="to_key_result_text",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="version",
            name="facts",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="version",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("everyone", "everyone in the company"),
                    ("teams", "its teams, coaches and administrators"),
                    ("private", "its owners and administrators"),
                ],
                default="private",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

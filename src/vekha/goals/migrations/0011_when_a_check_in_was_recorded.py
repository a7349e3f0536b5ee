import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def as_of_the_day_it_tells_of(apps, schema_editor):
    """Of those that are there already nothing better is known."""
    apps.get_model("goals", "CheckIn").objects.update(recorded_at=F("at"))


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0010_reactions_to_check_ins"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkin",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RunPython(as_of_the_day_it_tells_of, migrations.RunPython.noop),
    ]

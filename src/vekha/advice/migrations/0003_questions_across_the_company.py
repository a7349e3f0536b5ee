import django.db.models.deletion
from django.db import migrations, models


def forget_relations(apps, schema_editor):
    """Their kinds have other numbers now; the worker finds them anew."""
    apps.get_model("advice", "Relation").objects.all().delete()
    apps.get_model("advice", "Vector").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0002_related"),
        ("goals", "0003_what_the_last_retrospective_decided"),
    ]

    operations = [
        migrations.RunPython(forget_relations, migrations.RunPython.noop),
        migrations.CreateModel(
            name="ErrorCount",
            fields=[
                (
                    "objective",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="error_count",
                        serialize=False,
                        to="goals.objective",
                    ),
                ),
                ("fingerprint", models.CharField(max_length=40)),
                ("errors", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AlterField(
            model_name="relation",
            name="kind",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "pulls the other way"),
                    (2, "says the same a level apart"),
                    (3, "perhaps the same"),
                    (4, "close to this one"),
                ]
            ),
        ),
    ]

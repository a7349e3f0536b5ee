from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_summaries_of_meetings"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="mail_failures",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="person",
            name="mail_try_again_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]

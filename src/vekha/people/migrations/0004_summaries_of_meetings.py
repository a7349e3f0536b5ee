from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_letters_by_ones_own_clock"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="wants_summaries",
            field=models.BooleanField(default=True, verbose_name="send me what came out of my team’s meetings"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0005_an_alignment_outlives_its_key_result"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="agreement",
            name="version",
        ),
        migrations.AddField(
            model_name="agreement",
            name="words",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]

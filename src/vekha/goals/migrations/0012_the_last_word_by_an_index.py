from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0011_when_a_check_in_was_recorded"),
        ("kpis", "0003_kpis_count_their_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="checkin",
            name="goals_check_key_res_239dee_idx",
        ),
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(fields=["key_result", "at", "id"], name="goals_check_key_res_d8c8c6_idx"),
        ),
    ]

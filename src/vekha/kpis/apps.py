from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "vekha.kpis"
    default_auto_field = "django.db.models.BigAutoField"

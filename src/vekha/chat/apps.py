from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "vekha.chat"
    default_auto_field = "django.db.models.BigAutoField"

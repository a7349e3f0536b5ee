from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "vekha.ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from vekha.ui import form_messages

        form_messages.set_them()

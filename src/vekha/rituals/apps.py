from django.apps import AppConfig


class RitualsConfig(AppConfig):
    name = "vekha.rituals"

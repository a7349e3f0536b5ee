"""All addresses of Vekha, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("vekha.goals.urls")),
    path("settings/", include("vekha.people.urls")),
    path("coach/", include("vekha.advice.urls")),
    path("sign-in/", include("vekha.people.sign_in_urls")),
    path("parts/", include("vekha.ui.urls")),
]

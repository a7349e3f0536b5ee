"""All addresses of Vekha, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("vekha.goals.urls")),
    path("settings/", include("vekha.people.urls")),
    path("library/", include("vekha.library.urls")),
    path("coach/", include("vekha.advice.urls")),
    path("kpis/", include("vekha.kpis.urls")),
    path("", include("vekha.insights.urls")),
    path("planning/", include("vekha.rituals.urls")),
    path("meetings/", include("vekha.rituals.meeting_urls")),
    path("", include("vekha.chat.urls")),
    path("sign-in/", include("vekha.people.sign_in_urls")),
    path("parts/", include("vekha.ui.urls")),
]

"""All addresses of Vekha, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("vekha.goals.urls")),
    path("people/", include("vekha.people.urls")),
    path("coach/", include("vekha.advice.urls")),
    path("sign-in/", include("allauth.account.urls")),
    path("parts/", include("vekha.ui.urls")),
]

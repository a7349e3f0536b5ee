from django.urls import path

from vekha.rituals.views import planning

app_name = "rituals"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("<int:pk>/", planning.planning, name="planning-of"),
    path("<int:pk>/lessons/", planning.lessons, name="lessons"),
]

from django.urls import path

from vekha.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.parts, name="parts"),
]

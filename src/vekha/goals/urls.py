from django.urls import path

from vekha.goals.views import check_ins, my_week

app_name = "goals"
urlpatterns = [
    path("", my_week.my_week, name="my-week"),
    path("key-results/<int:pk>/check-ins/", check_ins.check_in, name="check-in"),
    path("check-ins/<int:pk>/undo/", check_ins.undo_check_in, name="undo-check-in"),
]

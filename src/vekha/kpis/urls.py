from django.urls import path

from vekha.kpis.views import board, kpis, readings

app_name = "kpis"
urlpatterns = [
    path("", board.board, name="board"),
    path("new/", kpis.new_kpi, name="new-kpi"),
    path("<int:pk>/", kpis.kpi, name="kpi"),
    path("<int:pk>/edit/", kpis.edit_kpi, name="edit-kpi"),
    path("<int:pk>/retire/", kpis.retire_kpi, name="retire-kpi"),
    path("<int:pk>/bring-back/", kpis.bring_back_kpi, name="bring-back-kpi"),
    path("<int:pk>/readings/", readings.record_reading, name="record-reading"),
    path("readings/<int:pk>/undo/", readings.undo_reading, name="undo-reading"),
]

from django.urls import path

from vekha.kpis.views import board, files, kpis, readings, sources

app_name = "kpis"
urlpatterns = [
    path("", board.board, name="board"),
    path("new/", kpis.new_kpi, name="new-kpi"),
    path("<int:pk>/", kpis.kpi, name="kpi"),
    path("<int:pk>/edit/", kpis.edit_kpi, name="edit-kpi"),
    path("<int:pk>/retire/", kpis.retire_kpi, name="retire-kpi"),
    path("<int:pk>/bring-back/", kpis.bring_back_kpi, name="bring-back-kpi"),
    path("<int:pk>/readings/", readings.record_reading, name="record-reading"),
    path("<int:pk>/file/", files.bring_in, name="bring-in"),
    path("<int:pk>/source/", sources.source, name="source"),
    path("<int:pk>/source/read/", sources.read_source, name="read-source"),
    path("<int:pk>/source/disconnect/", sources.disconnect_source, name="disconnect-source"),
    path("readings/<int:pk>/undo/", readings.undo_reading, name="undo-reading"),
]

from django.urls import path

from vekha.insights.views import alignment_map

app_name = "insights"
urlpatterns = [
    path("", alignment_map.alignment_map, name="map"),
    path("data/", alignment_map.map_data, name="map-data"),
]

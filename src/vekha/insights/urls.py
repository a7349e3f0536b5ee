from django.urls import path

from vekha.insights.views import alignment_map, saved_views, tables, wall

app_name = "insights"
urlpatterns = [
    path("map/", alignment_map.alignment_map, name="map"),
    path("map/data/", alignment_map.map_data, name="map-data"),
    path("views/", saved_views.saved_views, name="views"),
    path("views/<int:pk>/", saved_views.saved_view, name="view"),
    path("views/<int:pk>/edit/", saved_views.edit_view, name="edit-view"),
    path("views/<int:pk>/remove/", saved_views.remove_view, name="remove-view"),
    path("views/new/company/", saved_views.new_view, {"page": "company"}, name="new-company-view"),
    path("views/new/teams/<int:pk>/", saved_views.new_view, {"page": "team"}, name="new-team-view"),
    path("views/new/kpis/", saved_views.new_view, {"page": "kpis"}, name="new-kpi-view"),
    path("company/present/", wall.present, name="present"),
    path("company/key-results.csv", tables.company_table, {"form": "csv"}, name="company-csv"),
    path("company/key-results.xlsx", tables.company_table, {"form": "xlsx"}, name="company-xlsx"),
    path("teams/<int:pk>/key-results.csv", tables.team_table, {"form": "csv"}, name="team-csv"),
    path("teams/<int:pk>/key-results.xlsx", tables.team_table, {"form": "xlsx"}, name="team-xlsx"),
]

from django.urls import path

from vekha.library.views import library

app_name = "library"
urlpatterns = [
    path("", library.library, name="library"),
    path("sets/<slug:key>/", library.shelf_set, name="set"),
    path("templates/<int:pk>/", library.template, name="template"),
    path("templates/<int:pk>/remove/", library.remove_template, name="remove-template"),
    path("objectives/<int:pk>/keep/", library.keep_template, name="keep-template"),
]

from django.urls import path

from vekha.rituals.views import meetings

app_name = "meetings"
urlpatterns = [
    path("company/", meetings.meetings, name="of-company"),
    path("teams/<int:pk>/", meetings.meetings, name="of-team"),
    path("<int:pk>/", meetings.meeting, name="meeting"),
    path("<int:pk>/now/", meetings.now, name="now"),
    path("<int:pk>/here/", meetings.here, name="here"),
    path("<int:pk>/go/", meetings.go, name="go"),
    path("<int:pk>/close/", meetings.close, name="close"),
    path("<int:pk>/reopen/", meetings.reopen, name="reopen"),
    path("<int:pk>/summary/", meetings.summary, name="summary"),
    path("<int:pk>/summary.md", meetings.summary_as_markdown, name="markdown"),
    path("points/<int:pk>/", meetings.write, name="write"),
    path("outcomes/<int:pk>/take-back/", meetings.take_back, name="take-back"),
]

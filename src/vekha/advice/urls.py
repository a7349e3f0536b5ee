from django.urls import path

from vekha.advice.views import coach, objectives, rules

app_name = "advice"
urlpatterns = [
    path("", coach.coach, name="coach"),
    path("drafts/", coach.make_drafts, name="make-drafts"),
    path("objectives/<int:pk>/", objectives.objective, name="objective"),
    path("objectives/<int:pk>/replies/", objectives.reply, name="reply"),
    path("replies/<int:pk>/take-back/", objectives.take_back_reply, name="take-back-reply"),
    path("rules/", rules.all_rules, name="rules"),
    path("rules/<str:code>/", rules.rule, name="rule"),
]

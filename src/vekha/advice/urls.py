from django.urls import path

from vekha.advice.views import coach, drafts, objectives, precision, rules, second_opinion, settings, suggestions

app_name = "advice"
urlpatterns = [
    path("", coach.coach, name="coach"),
    path("drafts/", coach.make_drafts, name="make-drafts"),
    path("objectives/<int:pk>/", objectives.objective, name="objective"),
    path("objectives/<int:pk>/draft/", drafts.draft, name="draft"),
    path("objectives/<int:pk>/draft/advice/", drafts.draft_advice, name="draft-advice"),
    path("objectives/<int:pk>/suggestions/", suggestions.suggestions, name="suggestions"),
    path("objectives/<int:pk>/replies/", objectives.reply, name="reply"),
    path("replies/<int:pk>/take-back/", objectives.take_back_reply, name="take-back-reply"),
    path("precision/", precision.precision, name="precision"),
    path("settings/", settings.settings, name="settings"),
    path("objectives/<int:pk>/second-opinion/", second_opinion.on_objective, name="second-opinion"),
    path("second-opinion/", second_opinion.on_text, name="second-opinion-on-text"),
    path("rules/", rules.all_rules, name="rules"),
    path("rules/<str:code>/", rules.rule, name="rule"),
]

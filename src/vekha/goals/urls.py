from django.urls import path

from vekha.goals.views import (
    check_ins,
    company,
    cycles,
    initiatives,
    key_results,
    my_week,
    objectives,
    persons,
    teams,
)

app_name = "goals"
urlpatterns = [
    path("", my_week.my_week, name="my-week"),
    path("key-results/<int:pk>/check-ins/", check_ins.check_in, name="check-in"),
    path("check-ins/<int:pk>/undo/", check_ins.undo_check_in, name="undo-check-in"),
    path("company/", company.company, name="company"),
    path("objectives/new/", objectives.new_objective, name="new-objective"),
    path("objectives/<int:pk>/", objectives.objective, name="objective"),
    path("objectives/<int:pk>/edit/", objectives.edit_objective, name="edit-objective"),
    path("objectives/<int:pk>/move/", objectives.move_objective, name="move-objective"),
    path("objectives/<int:pk>/progress/", objectives.progress, name="objective-progress"),
    path("objectives/<int:pk>/happened/", objectives.feed, name="objective-feed"),
    path("objectives/<int:pk>/key-results/new/", key_results.new_key_result, name="new-key-result"),
    path("objectives/<int:pk>/initiatives/new/", initiatives.new_initiative, name="new-initiative"),
    path("key-results/<int:pk>/", key_results.key_result, name="key-result"),
    path("key-results/<int:pk>/edit/", key_results.edit_key_result, name="edit-key-result"),
    path("key-results/<int:pk>/remove/", key_results.remove_key_result, name="remove-key-result"),
    path("initiatives/<int:pk>/edit/", initiatives.edit_initiative, name="edit-initiative"),
    path("initiatives/<int:pk>/move/", initiatives.move_initiative, name="move-initiative"),
    path("initiatives/<int:pk>/remove/", initiatives.remove_initiative, name="remove-initiative"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/new/", cycles.new_cycle, name="new-cycle"),
    path("cycles/<int:pk>/edit/", cycles.edit_cycle, name="edit-cycle"),
    path("cycles/<int:pk>/close/", cycles.close_cycle, name="close-cycle"),
    path("cycles/<int:pk>/reopen/", cycles.reopen_cycle, name="reopen-cycle"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("people/find/", persons.find_person, name="find-person"),
    path("people/<int:pk>/", persons.person, name="person"),
]

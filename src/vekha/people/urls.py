from django.urls import path

from vekha.people.views import invitations, language, letters, organisation, persons, profile, teams

app_name = "people"
urlpatterns = [
    path("", profile.profile, name="profile"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("people/", persons.persons, name="persons"),
    path("people/<int:pk>/", persons.edit_person, name="edit-person"),
    path("people/<int:pk>/leave/", persons.leave, name="leave"),
    path("people/<int:pk>/come-back/", persons.come_back, name="come-back"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.new_team, name="new-team"),
    path("teams/<int:pk>/", teams.edit_team, name="edit-team"),
    path("teams/<int:pk>/remove/", teams.remove_team, name="remove-team"),
    path("teams/<int:pk>/members/", teams.team_members, name="team-members"),
    path("teams/<int:pk>/members/<int:person_pk>/", teams.team_member, name="team-member"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<int:pk>/withdraw/", invitations.withdraw_invitation, name="withdraw-invitation"),
    path("join/", invitations.join, name="join"),
    path("join/<str:token>/", invitations.accept_invitation, name="accept-invitation"),
    path("letters/stop/<str:link>/", letters.stop_letters, name="stop-letters"),
    path("letters/void-links/", letters.void_links, name="void-links"),
    path("language/", language.language, name="language"),
]

"""Who finds which page of the settings."""

import pytest
from django.test import Client

from vekha.conftest import ClientOf
from vekha.people.models import Person, Team

EVERYONE = {"/settings/", "/settings/people/", "/settings/teams/"}
INVITERS = {"/settings/invitations/"}
ADMINISTRATORS = {"/settings/organisation/", "/settings/teams/new/"}


@pytest.mark.parametrize("page", sorted(EVERYONE | INVITERS | ADMINISTRATORS))
def test_each_page_is_found_by_those_it_is_for(
    anna: Person, boris: Person, chen: Person, dora: Person, emil: Person, product: Team, page: str
) -> None:
    may = {anna} if page in ADMINISTRATORS else {anna, boris} if page in INVITERS else {anna, boris, chen, dora, emil}

    for person in (anna, boris, chen, dora, emil):
        client = ClientOf(person)
        assert client.get(page).status_code == (200 if person in may else 404), person
        assert (f'href="{page}"' in client.get("/settings/").content.decode()) == (
            person in may and page != "/settings/teams/new/"
        )
    assert Client().get(page)["Location"] == f"/sign-in/?next={page}"

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def own_ground(settings: Settings) -> None:
    """People are tested by themselves: nobody has used up an attempt yet, and signing in leads to a page of theirs."""
    cache.clear()
    settings.LOGIN_REDIRECT_URL = "people:profile"

"""The settings page about chat."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from vekha.activity.models import Event
from vekha.chat.actions import accounts
from vekha.chat.models import ChatAccount, LinkCode
from vekha.conftest import ClientOf
from vekha.people.models import Person

PAGE = "/settings/chat/"


def page(person: Person) -> str:
    return ClientOf(person).get(PAGE).content.decode()


@pytest.fixture
def telegram(settings: Any) -> None:
    settings.MESSENGERS, settings.TELEGRAM_BOT = ["telegram"], "northlight_okr_bot"


def test_while_no_messenger_is_switched_on_the_settings_do_not_mention_it(dora: Person) -> None:
    assert PAGE not in ClientOf(dora).get("/settings/").content.decode()
    assert "No messenger is switched on" in page(dora)


def test_it_stands_in_the_settings_as_soon_as_one_is(dora: Person, telegram: None) -> None:
    assert f'href="{PAGE}"' in ClientOf(dora).get("/settings/").content.decode()


def test_a_code_is_shown_with_the_way_into_each_messenger(dora: Person, telegram: None, settings: Any) -> None:
    settings.MESSENGERS = ["telegram", "slack"]
    assert "Take a code" in page(dora)

    response = ClientOf(dora).post(f"{PAGE}code/", follow=True)

    code = LinkCode.objects.get(person=dora)
    shown = response.content.decode()
    assert f'value="{code}"' in shown
    assert f'href="https://t.me/northlight_okr_bot?start={code.code}"' in shown
    assert f"/vekha {code}" in shown
    assert "Feishu" not in shown


def test_nobody_sees_the_code_or_the_accounts_of_another(
    account: ChatAccount, anna: Person, dora: Person, telegram: None
) -> None:
    code = accounts.give_code(by=dora)
    assert "dora" in page(dora)
    assert str(code) in page(dora)
    assert str(code) not in page(anna)
    assert "dora" not in page(anna)
    assert ClientOf(anna).post(f"{PAGE}{account.pk}/unlink/").status_code == 404


def test_an_account_is_unlinked(account: ChatAccount, dora: Person, telegram: None) -> None:
    response = ClientOf(dora).post(f"{PAGE}{account.pk}/unlink/", follow=True)

    assert "Unlinked: Telegram · dora." in response.content.decode()
    assert not ChatAccount.objects.exists()


def test_what_happens_is_told_in_each_language(account: ChatAccount, dora: Person) -> None:
    accounts.unlink(account, by=dora)
    for event in Event.objects.filter(verb__startswith="chat."):
        words = set()
        for language in ("en", "ru", "zh-hans"):
            with translation.override(language):
                words.add(render_to_string(event.template, {"event": event, "changes": event.changes}))
        assert len(words) == 3
        assert all("Telegram · dora" in each for each in words)


def test_the_page_asks_the_database_little(
    account: ChatAccount, dora: Person, telegram: None, django_assert_max_num_queries: Any
) -> None:
    accounts.give_code(by=dora)
    client = ClientOf(dora)
    with django_assert_max_num_queries(15):
        client.get(PAGE)

from collections.abc import Callable

import pytest

from vekha.chat.actions import accounts
from vekha.chat.actions.messages import Message, hear
from vekha.chat.models import ChatAccount, Heard, Service
from vekha.goals.models import KeyResult, Objective, Step
from vekha.people.models import Person


@pytest.fixture
def account(dora: Person) -> ChatAccount:
    """Dora's in Telegram."""
    found = accounts.link(accounts.give_code(by=dora).code, service=Service.TELEGRAM, external_id="71", name="dora")
    assert found is not None
    return found


@pytest.fixture
def other_key_results(objective: Objective, dora: Person) -> tuple[KeyResult, KeyResult]:
    """Two more of Dora's: four steps, and one that is done or not."""
    steps = KeyResult.objects.create(
        objective=objective, text="Import wizard in four steps", kind=KeyResult.Kind.STEPS, owner=dora, position=1
    )
    for position, text in enumerate(("Sketch", "Trial", "Rollout", "Handover")):
        Step.objects.create(key_result=steps, text=text, position=position)
    done = KeyResult.objects.create(
        objective=objective, text="The old importer is off", kind=KeyResult.Kind.DONE, owner=dora, position=2
    )
    return steps, done


Say = Callable[[str], str]


@pytest.fixture
def say(account: ChatAccount) -> Say:
    """What Vekha answers when Dora writes something."""

    def answer(text: str) -> str:
        number = str(Heard.objects.count() + 1000)
        message = Message("telegram", number, account.external_id, text, reply_to=account.external_id)
        return hear(message)[0].answer

    return answer

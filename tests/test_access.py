"""Who gets in where: every URL of Vekha as every role. A new URL needs its line here before it can land."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from vekha.activity import log
from vekha.advice.models import Reply
from vekha.chat.models import ChatAccount
from vekha.goals.actions import check_ins
from vekha.goals.actions.drafts import words_of
from vekha.goals.models import (
    ActionItem,
    Alignment,
    CheckIn,
    Comment,
    Initiative,
    KeyResult,
    Objective,
    Offer,
    ReviewRequest,
    Version,
)
from vekha.insights.models import SavedView
from vekha.kpis.models import Kpi, Reading, Source
from vekha.library.models import Template
from vekha.people import links
from vekha.people.models import Invitation, Person, Team
from vekha.rituals.actions import meetings

PEOPLE = ("anna", "boris", "chen", "dora", "emil", "frida")
EVERYBODY = set(PEOPLE)
VISITOR = "visitor"  # nobody is signed in

# The objective is private: its owner Boris, the owner of its key result Dora, and administrators see it.
INSIDERS = {"anna", "boris", "dora"}
CHANGERS = {"anna", "boris"}
CHANGERS_OF_ITEM = {"anna", "boris", "dora"}  # an action item that Boris gave to Dora
AUTHOR = {"dora"}  # of the check-in
ASKED = {"dora"}  # to own the objective, and to read it
ADMINISTRATORS = {"anna"}
COACHES = {"anna", "chen"}
TEAM_CHANGERS = {"anna", "boris"}
WRITERS = EVERYBODY - {"emil"}
OPEN = EVERYBODY | {VISITOR}
KPI_INSIDERS = {"anna", "boris", "chen", "dora"}  # of a KPI that only Product, coaches and administrators see
TEAM = {"boris", "dora"}  # Product
KPI_CHANGERS = {"anna", "boris", "chen"}

WHO_GETS_IN = {
    "goals:my-week": EVERYBODY,
    "goals:check-in": INSIDERS,
    "goals:replies": INSIDERS,
    "goals:react-to-check-in": INSIDERS,
    "goals:undo-check-in": AUTHOR,
    "goals:check-in-by-link": OPEN,  # whoever holds the link
    "goals:row-by-link": OPEN,
    "goals:undo-by-link": OPEN,
    "goals:inbox": EVERYBODY,
    "goals:inbox-count": EVERYBODY,
    "goals:see-all": EVERYBODY,
    "goals:open-notice": ASKED,
    "goals:company": EVERYBODY,
    "goals:moved": EVERYBODY,
    "goals:statistics": EVERYBODY,
    "goals:new-objective": WRITERS,
    "goals:objective": INSIDERS,
    "goals:edit-objective": CHANGERS,
    "goals:move-objective": CHANGERS,
    "goals:objective-progress": INSIDERS,
    "goals:objective-feed": INSIDERS,
    "goals:follow-objective": INSIDERS,
    "goals:agree": INSIDERS,
    "goals:request-alignment": INSIDERS,
    "goals:answer-alignment": CHANGERS,
    "goals:conversation": INSIDERS,
    "goals:ask-to-read": INSIDERS,
    "goals:find-reader": INSIDERS,
    "goals:settle-comment": INSIDERS,
    "goals:reopen-comment": INSIDERS,
    "goals:react": INSIDERS,
    "goals:acknowledge": ASKED,
    "goals:new-key-result": CHANGERS,
    "goals:new-initiative": CHANGERS,
    "goals:key-result": INSIDERS,
    "goals:key-result-forecast": INSIDERS,
    "goals:edit-key-result": CHANGERS,
    "goals:remove-key-result": CHANGERS,
    "goals:claim": INSIDERS,
    "goals:release": INSIDERS,
    "goals:answer-offer": ASKED,
    "goals:edit-initiative": CHANGERS,
    "goals:move-initiative": CHANGERS,
    "goals:remove-initiative": CHANGERS,
    "goals:action-items": INSIDERS,
    "goals:new-action-item": INSIDERS,
    "goals:edit-action-item": CHANGERS_OF_ITEM,
    "goals:do-action-item": CHANGERS_OF_ITEM,
    "goals:reopen-action-item": CHANGERS_OF_ITEM,
    "goals:take-back-action-item": CHANGERS,
    "goals:duplicate-objective": INSIDERS,
    "goals:versions": INSIDERS,
    "goals:restore-version": CHANGERS,
    "goals:put-into-backlog": CHANGERS,
    "goals:take-up": CHANGERS,
    "goals:backlog": EVERYBODY,
    "goals:unfinished": EVERYBODY,
    "goals:cycles": EVERYBODY,
    "goals:new-cycle": COACHES,
    "goals:edit-cycle": COACHES,
    "goals:close-cycle": COACHES,
    "goals:reopen-cycle": COACHES,
    "goals:teams": EVERYBODY,
    "goals:kpi-objectives": KPI_INSIDERS,
    "goals:write-about-kpi": KPI_INSIDERS,
    "goals:watch-key-result": KPI_INSIDERS,  # of one that everybody sees and that is won: whoever carries it
    "goals:team": EVERYBODY,
    "goals:team-check-in-time": TEAM_CHANGERS,
    "goals:find-person": EVERYBODY,
    "goals:person": EVERYBODY,
    "people:profile": EVERYBODY,
    "people:organisation": ADMINISTRATORS,
    "people:persons": EVERYBODY,
    "people:edit-person": ADMINISTRATORS,
    "people:leave": ADMINISTRATORS,
    "people:come-back": ADMINISTRATORS,
    "people:teams": EVERYBODY,
    "people:new-team": ADMINISTRATORS,
    "people:edit-team": TEAM_CHANGERS,
    "people:remove-team": ADMINISTRATORS,
    "people:team-members": TEAM_CHANGERS,
    "people:team-member": TEAM_CHANGERS,
    "people:invitations": TEAM_CHANGERS,
    "people:withdraw-invitation": ADMINISTRATORS,
    "people:join": set(),  # one comes here from the link of an invitation only
    "people:accept-invitation": OPEN,
    "people:stop-letters": OPEN,
    "people:void-links": EVERYBODY,
    "people:language": OPEN,
    "advice:coach": OPEN,
    "advice:make-drafts": EVERYBODY,
    "advice:objective": INSIDERS,
    "advice:draft": INSIDERS,
    "advice:draft-advice": CHANGERS,
    "advice:reply": INSIDERS,
    "advice:take-back-reply": INSIDERS,
    "advice:suggestions": INSIDERS,
    "advice:precision": COACHES,
    "advice:settings": COACHES,
    "advice:second-opinion": INSIDERS,
    "advice:second-opinion-on-text": EVERYBODY,
    "advice:rules": OPEN,
    "advice:rule": OPEN,
    "library:library": EVERYBODY,
    "library:set": EVERYBODY,
    "library:template": EVERYBODY,
    "library:remove-template": AUTHOR | {"anna", "chen"},
    "library:keep-template": CHANGERS,
    "kpis:board": EVERYBODY,
    "kpis:new-kpi": WRITERS,
    "kpis:kpi": KPI_INSIDERS,
    "kpis:edit-kpi": KPI_CHANGERS,
    "kpis:retire-kpi": KPI_CHANGERS,
    "kpis:bring-back-kpi": KPI_CHANGERS,
    "kpis:record-reading": KPI_INSIDERS,
    "kpis:undo-reading": AUTHOR,
    "kpis:bring-in": KPI_INSIDERS,
    "kpis:source": KPI_CHANGERS,
    "kpis:read-source": KPI_CHANGERS,
    "kpis:disconnect-source": KPI_CHANGERS,
    "insights:map": EVERYBODY,
    "insights:map-data": EVERYBODY,
    "insights:views": EVERYBODY,
    "insights:view": AUTHOR,  # while it is not shared
    "insights:edit-view": AUTHOR,
    "insights:remove-view": AUTHOR,
    "insights:new-company-view": EVERYBODY,
    "insights:new-team-view": EVERYBODY,
    "insights:new-kpi-view": EVERYBODY,
    "insights:present": EVERYBODY,
    "insights:company-csv": EVERYBODY,
    "insights:company-xlsx": EVERYBODY,
    "insights:team-csv": EVERYBODY,
    "insights:team-xlsx": EVERYBODY,
    "rituals:planning": EVERYBODY,
    "rituals:planning-of": EVERYBODY,
    "rituals:lessons": COACHES,
    "meetings:of-company": EVERYBODY,
    "meetings:of-team": EVERYBODY,
    "meetings:meeting": EVERYBODY,
    "meetings:now": EVERYBODY,
    "meetings:here": TEAM,
    "meetings:go": KPI_INSIDERS,  # administrators, coaches, and those of Product
    "meetings:close": KPI_INSIDERS,
    "meetings:reopen": KPI_INSIDERS,
    "meetings:summary": EVERYBODY,
    "meetings:markdown": EVERYBODY,
    "meetings:write": INSIDERS,
    "meetings:take-back": AUTHOR,
    "chat:accounts": EVERYBODY,
    "chat:new-code": EVERYBODY,
    "chat:unlink": AUTHOR,
    "chat:choose-messages": EVERYBODY,
    "chat:team-channel": TEAM_CHANGERS,
    "chat:slack": set(),  # what bears no signature or token is refused, whoever is signed in
    "chat:mattermost": set(),
    "chat:feishu": set(),
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_change_password": EVERYBODY,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "ui:parts": ADMINISTRATORS,
}


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield namespace + str(entry.name)
        else:
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else namespace)


def test_every_url_stands_in_the_table() -> None:
    assert set(names(get_resolver())) == set(WHO_GETS_IN)


@pytest.fixture
def browsers(request: pytest.FixtureRequest) -> dict[str, Client]:
    clients = {VISITOR: Client()}
    for name in PEOPLE:
        clients[name] = Client()
        clients[name].force_login(request.getfixturevalue(name))
    return clients


@pytest.fixture(autouse=True)
def messengers(settings: Any) -> None:
    """All are switched on."""
    settings.MESSENGERS = ["telegram", "slack", "mattermost", "feishu"]
    settings.CHANNELS = ["json"]
    settings.SLACK_SECRET = settings.FEISHU_TOKEN = "nobody knows it"
    settings.MATTERMOST_TOKENS = ["nobody knows it"]


@pytest.fixture
def addresses(key_result: KeyResult, boris: Person, dora: Person, anna: Person, product: Team) -> dict[str, str]:
    """An address of every URL, about a private objective."""
    objective = key_result.objective
    objective.visibility = Objective.Visibility.PRIVATE
    objective.save()
    initiative = Initiative.objects.create(objective=objective, text="Import wizard")
    check_in: CheckIn = check_ins.record(key_result, by=dora, value=20, confidence=5)
    link = links.sign(dora, "check-in", timezone.localdate().isoformat())
    invitation = Invitation.objects.create(email="new@northlight.example", language="en", invited_by=anna)
    reply = Reply.objects.create(
        objective=objective, question="?", code="K-TASK", about="set", statement="?", what="answered"
    )
    template = Template.objects.create(title="Ship early", language="en", kept_by=dora)
    Version.objects.create(objective=objective, number=1, words=words_of(objective) | {"why": "Nobody said."})
    alignment = Alignment.objects.create(objective=objective, to_objective=objective)
    alignment.steps.create(state=alignment.state, kind=alignment.kind, by=boris)
    comment = Comment.objects.create(objective=objective, text="Why nine?", by=dora)
    meeting = meetings.begin(product, by=boris)
    point = meeting.points.filter(objective=objective).get()
    item = ActionItem.objects.create(text="Call", owner=dora, by=boris, objective=objective)
    kpi = Kpi.objects.create(name="Complaints", definition="Letters", high=9, visibility=Kpi.Visibility.TEAMS)
    kpi.teams.add(product)
    Source.objects.create(kpi=kpi, kind="table", settings={"url": "nowhere", "value": "x"}, next_at=timezone.now())
    kpi_pages = [
        "kpi", "edit-kpi", "retire-kpi", "bring-back-kpi", "record-reading", "bring-in",
        "source", "read-source", "disconnect-source",
    ]  # fmt: skip
    keys = {
        **dict.fromkeys([f"kpis:{page}" for page in kpi_pages], kpi),
        "goals:kpi-objectives": kpi,
        "goals:write-about-kpi": kpi,
        "goals:watch-key-result": won_by(dora, product, objective),
        "kpis:undo-reading": Reading.objects.create(kpi=kpi, value=8, author=dora),
        "goals:open-notice": log.record("comment.written", by=boris, subject=objective, tell=[dora]).notices.get(),
        "goals:settle-comment": comment,
        "goals:reopen-comment": comment,
        "goals:react": comment,
        "goals:acknowledge": ReviewRequest.objects.create(objective=objective, person=dora, by=boris),
        "goals:check-in": key_result,
        "goals:key-result": key_result,
        "goals:key-result-forecast": key_result,
        "goals:edit-key-result": key_result,
        "goals:remove-key-result": key_result,
        "goals:claim": key_result,
        "goals:release": key_result,
        "goals:answer-alignment": alignment,
        "goals:answer-offer": Offer.objects.create(objective=objective, person=dora, by=boris),
        "goals:undo-check-in": check_in,
        "goals:replies": check_in,
        "goals:react-to-check-in": check_in,
        **dict.fromkeys(
            [f"meetings:{page}" for page in ("meeting", "now", "here", "go", "close", "reopen", "summary")], meeting
        ),
        "meetings:markdown": meeting,
        "meetings:of-team": product,
        "meetings:write": point,
        "meetings:take-back": meetings.write(point, by=dora, kind="note", text="Nine is too few"),
        "goals:edit-action-item": item,
        "goals:do-action-item": item,
        "goals:reopen-action-item": item,
        "goals:take-back-action-item": item,
        "goals:edit-initiative": initiative,
        "goals:move-initiative": initiative,
        "goals:remove-initiative": initiative,
        "goals:unfinished": objective.cycle,
        "goals:edit-cycle": objective.cycle,
        "rituals:planning-of": objective.cycle,
        "rituals:lessons": objective.cycle,
        "goals:close-cycle": objective.cycle,
        "goals:reopen-cycle": objective.cycle,
        "goals:team": product,
        "goals:team-check-in-time": product,
        "chat:team-channel": product,
        "goals:person": dora,
        "advice:take-back-reply": reply,
        "people:edit-person": dora,
        "people:leave": dora,
        "people:come-back": dora,
        "people:edit-team": product,
        "people:remove-team": product,
        "people:team-members": product,
        "people:withdraw-invitation": invitation,
        "chat:unlink": ChatAccount.objects.create(person=dora, service="telegram", external_id="71"),
        "library:template": template,
        "library:remove-template": template,
    }
    view = SavedView.objects.create(name="What Product looks at", page="company", owner=dora)
    keys |= dict.fromkeys(["insights:view", "insights:edit-view", "insights:remove-view"], view)
    keys |= dict.fromkeys(["insights:new-team-view", "insights:team-csv", "insights:team-xlsx"], product)
    others = {
        "goals:restore-version": {"pk": objective.pk, "number": 1},
        "people:team-member": {"pk": product.pk, "person_pk": dora.pk},
        "goals:check-in-by-link": {"link": link},
        "goals:row-by-link": {"link": link, "pk": key_result.pk},
        "goals:undo-by-link": {"link": link, "pk": check_in.pk},
        "people:stop-letters": {"link": links.sign(dora, "stop", "news")},
        "people:accept-invitation": {"token": invitation.token},
        "advice:rule": {"code": "K-TASK"},
        "library:set": {"key": "one-conversation-settles-it"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }
    about_objective = {
        "goals:objective", "goals:edit-objective", "goals:move-objective", "goals:objective-progress",
        "goals:objective-feed", "goals:agree", "goals:follow-objective", "goals:request-alignment",
        "goals:new-key-result",
        "goals:new-initiative", "goals:action-items", "goals:new-action-item",
        "goals:duplicate-objective", "goals:put-into-backlog", "goals:take-up", "goals:versions",
        "goals:conversation", "goals:ask-to-read", "goals:find-reader",
        "advice:objective", "advice:reply",
        "advice:draft", "advice:draft-advice",
        "advice:second-opinion", "advice:suggestions", "library:keep-template",
    }  # fmt: skip
    found = {}
    for name in WHO_GETS_IN:
        if name in about_objective:
            found[name] = reverse(name, args=[objective.pk])
        elif name in keys:
            found[name] = reverse(name, args=[keys[name].pk])
        else:
            found[name] = reverse(name, kwargs=others.get(name))
    return found


def won_by(owner: Person, team: Team, beside: Objective) -> KeyResult:
    """A key result that has reached its target, in an objective of the team that everybody sees."""
    objective = Objective.objects.create(cycle=beside.cycle, title="Fewer calls", level="team", state="closed")
    objective.teams.add(team)
    return KeyResult.objects.create(
        objective=objective, text="Calls from 40 to 20", start=40, target=20, current=20, progress=1, owner=owner
    )


def answer(browser: Client, address: str) -> HttpResponse:
    """What the address answers to the method it is made for; whatever that does is undone."""
    with transaction.atomic():
        response = browser.get(address)
        if response.status_code == 405:
            response = browser.post(
                address, {"to": "dropped", "state": "done", "language": "en", "what": "decline", "react": "agree"}
            )
        transaction.set_rollback(True)
    return response  # type: ignore[return-value]


def is_in(response: HttpResponse) -> bool:
    """A page, an answer to what was sent (nothing, so it may be refused), or on to another page of the product."""
    to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/sign-in/?")
    return response.status_code in {200, 204, 302, 422} and not to_sign_in


def test_who_gets_in(subtests: pytest.Subtests, browsers: dict[str, Client], addresses: dict[str, str]) -> None:
    for name, allowed in WHO_GETS_IN.items():
        with subtests.test(name):
            got_in = {person for person, browser in browsers.items() if is_in(answer(browser, addresses[name]))}
            assert got_in == allowed


ABOUT_THE_OBJECTIVE = [
    name
    for name, allowed in WHO_GETS_IN.items()
    if any(allowed is group for group in (INSIDERS, CHANGERS, AUTHOR, ASKED))
]


def test_what_outsiders_may_not_see_does_not_exist_for_them(
    subtests: pytest.Subtests, browsers: dict[str, Client], addresses: dict[str, str]
) -> None:
    for name in ABOUT_THE_OBJECTIVE:
        with subtests.test(name):
            number = re.search(r"\d+", addresses[name])
            assert number
            for person in EVERYBODY - INSIDERS:
                hidden = answer(browsers[person], addresses[name])
                missing = answer(browsers[person], addresses[name].replace(number.group(), "999999"))
                assert (hidden.status_code, missing.status_code) == (404, 404), person


def test_a_visitor_is_asked_to_sign_in_and_learns_nothing(
    subtests: pytest.Subtests, browsers: dict[str, Client], addresses: dict[str, str]
) -> None:
    for name in [name for name, allowed in WHO_GETS_IN.items() if allowed and VISITOR not in allowed]:
        with subtests.test(name):
            response = answer(browsers[VISITOR], addresses[name])
            if name == "ui:parts":  # for those who build screens: not there at all for anybody else
                assert response.status_code == 404
            else:
                assert response.status_code == 302
                assert response.headers["Location"].startswith("/sign-in/?next=")


def test_a_refused_person_changes_nothing(browsers: dict[str, Client], addresses: dict[str, str]) -> None:
    typed = {"value": "1", "title": "Mine now", "text": "Mine now", "to": "dropped"}
    for name, allowed in WHO_GETS_IN.items():
        for person in EVERYBODY - allowed:
            browsers[person].post(addresses[name], typed)

    assert CheckIn.objects.standing().count() == 1
    assert {objective.state for objective in Objective.objects.all()} == {"active", "closed"}
    assert Kpi.objects.count() == 1
    assert not KeyResult.objects.filter(text="Mine now").exists()
    assert Person.objects.filter(is_active=True).count() == len(PEOPLE)
    assert Team.objects.filter(name="Product").exists()
    assert Invitation.objects.get().is_open

"""Makes the demo company out of companies/<language>.toml, at any size.

Everything is written in bulk, with the same arithmetic that the verbs use; a test compares what is stored with what
`recompute` derives. A larger company is the same one over and over: its teams and people come again under a number.
"""

import locale
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext

from vekha.activity.log import reference
from vekha.activity.models import Event, Notice
from vekha.advice import coaching, dialogue
from vekha.advice.actions import error_counts, related
from vekha.advice.dialogue import Remark
from vekha.advice.models import Reply
from vekha.advice.related import Lexical
from vekha.goals import progress
from vekha.goals.actions import action_items, conversation, kpi_values
from vekha.goals.actions.objectives import STATE_VERBS
from vekha.goals.models import (
    ActionItem,
    Agreement,
    Alignment,
    AlignmentStep,
    CheckIn,
    Comment,
    Cycle,
    Initiative,
    KeyResult,
    Objective,
    Offer,
    ReviewRequest,
    Rhythm,
    Step,
    TargetChange,
    Version,
)
from vekha.kpis.models import Kpi, Reading, Source
from vekha.people.models import Membership, Organisation, Person, Role, Team
from vekha.rituals.actions import meetings
from vekha.rituals.models import Meeting, Outcome

COMPANIES = Path(__file__).parent / "companies"
PASSWORD = "vekha-demo"  # noqa: S105  printed at every start: the demo is open to whoever reaches it
NAMES_ON_WINDOWS = {"ru": "russian", "en": "english", "zh": "chinese"}
LANGUAGES = {"ru": "ru", "en": "en", "zh": "zh-hans"}
RHYTHMS = {1: Rhythm.WEEKLY, 2: Rhythm.TWO_WEEKLY, 4: Rhythm.MONTHLY}
WHO = ("dora", "boris", "chen", "anna", "emil")


def system_language() -> str:
    """The language of the system if the demo has it, else English."""
    said = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    code = next((name for name in said if name), locale.getlocale()[0] or "").lower()
    return next((language for language in LANGUAGES if code.startswith((language, NAMES_ON_WINDOWS[language]))), "en")


def is_empty() -> bool:
    """Whether there is no company in the database yet."""
    return not Organisation.objects.exists()


def read(language: str) -> dict[str, Any]:
    """The company as it is written down."""
    return tomllib.loads((COMPANIES / f"{language}.toml").read_text(encoding="utf-8"))


def invitation_to_sign_in(address: str) -> str:
    """What the console says: where to go and as whom."""
    organisation = Organisation.current()
    people = {
        person.email.split("@")[0]: person for person in Person.objects.filter(email__regex=f"^({'|'.join(WHO)})@")
    }
    lines = [f"{organisation.name}: {address}", gettext("Sign in with the password %s as") % PASSWORD]
    lines += [f"  {people[key].email:32} {people[key].name}, {people[key].job}" for key in WHO if key in people]
    return "\n".join(lines)


@transaction.atomic
def company(language: str, *, size: int | None = None, objectives: int | None = None) -> None:
    """Write the demo company of this language into an empty database.

    `size` people at least (the company repeated), `objectives` at most. The company as it is written also shows what
    its people have said to the coach, and which objectives are related: reading all of a large one takes long.
    """
    source = read(language)
    maker = _Maker(source, LANGUAGES[language], timezone.localdate())
    people, written = len(source["persons"]), len(source["objectives"])
    copies = max(1, -(-size // people)) if size else 1
    for copy in range(copies):
        left = None if objectives is None else max(0, objectives - copy * written)
        maker.write(copy, left)
    if copies == 1 and objectives is None:
        maker.reply_to_the_coach()
        maker.talk()
        maker.meet()
        related.refresh(Lexical())
        error_counts.refresh()


@dataclass
class _Maker:
    source: dict[str, Any]
    language: str
    today: date
    password: str = field(default_factory=lambda: make_password(PASSWORD))
    cycles: dict[str, Cycle] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    replied: dict[int, tuple[dict[str, Any], "list[_Part]"]] = field(default_factory=dict)

    @property
    def monday(self) -> date:
        """The first day of the current week: week 0 of all dates in the file."""
        return self.today - timedelta(days=self.today.weekday())

    def day(self, weeks: str) -> date:
        """The Monday that «-8w» names."""
        return self.monday + timedelta(weeks=int(weeks.removesuffix("w")))

    def last_day(self, row: dict[str, Any]) -> date | None:
        """`ends` names the Monday after the last day."""
        return self.day(row["ends"]) - timedelta(days=1) if "ends" in row else None

    def moment(self, week: int, seed: int) -> datetime:
        """When somebody checked in: on the Thursday or Friday of that week; in the current week, just before now."""
        at = datetime.combine(self.monday + timedelta(weeks=week, days=3 + seed % 2), time(9 + seed % 8, seed * 7 % 60))
        return min(timezone.make_aware(at), timezone.now() - timedelta(minutes=30 + seed % 300))

    def write(self, copy: int, objectives_left: int | None) -> None:
        if copy == 0:
            self._organisation()
            self._cycles()
        self._people(copy)
        self._objectives(copy, objectives_left)
        self._kpis(copy)

    def _organisation(self) -> None:
        organisation = self.source["organisation"]
        Organisation(
            name=organisation["name"],
            mission=organisation["mission"],
            vision=organisation["vision"],
            strategy=organisation["strategy"],
            stage=organisation["milestone"],
            language=self.language,
            coach_is_open=True,
        ).save()

    def _cycles(self) -> None:
        for cycle in self.source["cycles"]:
            starts, ends = self.day(cycle["starts"]), self.last_day(cycle)
            closed = cycle.get("state") == "closed"
            self.cycles[cycle["key"]] = Cycle.objects.create(
                name=cycle["name"],
                starts=starts,
                ends=ends,
                rhythm=RHYTHMS[cycle.get("rhythm_weeks", 1)],
                closed_at=self._noon(ends) if closed and ends else None,
                lessons=cycle.get("lessons", ""),
            )
        self.cycles["backlog"] = Cycle.backlog()

    def _noon(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(12)))

    def _people(self, copy: int) -> None:
        """People and teams. The copies stand under the same root team."""
        number = f" {copy + 1}" if copy else ""
        domain = self.source["organisation"]["domain"]
        self.people = {}
        for person in self.source["persons"]:
            self.people[person["key"]] = Person(
                email=f"{person['key']}{copy + 1 if copy else ''}@{domain}",
                name=person["name"] + number,
                job=person["title"],
                role=person.get("role", Role.MEMBER) if copy == 0 else Role.MEMBER,
                language=LANGUAGES.get(person.get("language", ""), self.language),
                is_active=person.get("active", True),
                password=self.password,
            )
            self.people[person["key"]].fold()
        Person.objects.bulk_create(self.people.values())

        root = self.teams.get(next(team["key"] for team in self.source["teams"] if "parent" not in team))
        teams: dict[str, Team] = {}
        for team in self.source["teams"]:
            if "parent" not in team and root:
                teams[team["key"]] = root
                continue
            parent = teams[team["parent"]] if "parent" in team else None
            teams[team["key"]] = Team.objects.create(name=team["name"] + number, parent=parent)
        self.teams = teams
        Membership.objects.bulk_create(
            Membership(person=self.people[person["key"]], team=teams[team], role=role)
            for person in self.source["persons"]
            for role, names in ((Membership.Role.LEAD, "leads"), (Membership.Role.MEMBER, "teams"))
            for team in person.get(names, ())
        )

    def _objectives(self, copy: int, left: int | None) -> None:
        sources = self.source["objectives"][: None if left is None else left]
        made: list[tuple[dict[str, Any], Objective]] = []
        for source in sources:
            cycle = self.cycles[source["cycle"]]
            objective = Objective(
                cycle=cycle,
                title=source["title"] + (f" · {copy + 1}" if copy else ""),
                why=source.get("why", ""),
                reality=source.get("reality", ""),
                level=source["level"],
                owner=self.people.get(source.get("owner", "")),
                commitment=source.get("commitment", Objective.Commitment.ASPIRATIONAL),
                state=source.get("state", Objective.State.ACTIVE),
                visibility=source.get("visibility", Objective.Visibility.EVERYONE),
                own_starts=self.day(source["starts"]) if "starts" in source else None,
                own_ends=self.last_day(source),
                score=source.get("score"),
                closing_note=source.get("closing", source.get("reason", "")),
                version=1 + any(row.get("earlier") for row in source.get("agreed", ())),
                created_at=min(self._noon(cycle.starts - timedelta(days=6)), timezone.now() - timedelta(days=12)),
            )
            objective.fold()
            made.append((source, objective))
        parts = [self._key_results(source, objective) for source, objective in made]
        Objective.objects.bulk_create([objective for _, objective in made])
        Objective.teams.through.objects.bulk_create(
            Objective.teams.through(objective_id=objective.pk, team_id=self.teams[team].pk)
            for source, objective in made
            for team in source.get("teams", ())
        )
        flat = [part for group in parts for part in group]
        for part in flat:
            part.key_result.objective_id = part.key_result.objective.pk
        KeyResult.objects.bulk_create([part.key_result for part in flat])
        for part in flat:
            things: list[Step | CheckIn | TargetChange] = [*part.steps, *part.check_ins, *part.target_changes]
            for thing in things:
                thing.key_result_id = part.key_result.pk
        Step.objects.bulk_create(step for part in flat for step in part.steps)
        TargetChange.objects.bulk_create(change for part in flat for change in part.target_changes)
        check_ins = [check_in for part in flat for check_in in part.check_ins]
        CheckIn.objects.bulk_create(check_ins)
        Event.objects.bulk_create(
            [*self._written(made), *(event for part in flat for event in self._said(part))], batch_size=500
        )
        self._initiatives(made, parts)
        self._origins(made, parts)
        self._offers_and_agreements(made, parts)
        self._alignments({source["key"]: objective for source, objective in made}, {part.key: part for part in flat})
        self.replied = {
            objective.pk: (source, parts[place])
            for place, (source, objective) in enumerate(made)
            if "replies" in source
        }

    def reply_to_the_coach(self) -> None:
        """What owners have answered, on the remarks that the coach makes now."""
        things = Objective.objects.prefetch_related("key_results", "initiatives")
        for objective in things.filter(pk__in=self.replied).order_by("pk"):
            source, parts = self.replied[objective.pk]
            keys = {part.key_result.pk: part.key for part in parts}
            review = coaching.of_objective(objective, language=self.language, stage=Organisation.current().stage)
            remarks = {
                (remark.finding.code, keys[remark.thing.pk] if isinstance(remark.thing, KeyResult) else ""): remark
                for remark in dialogue.remarks_on(objective, review.objectives[0].findings)
            }
            for row in source["replies"]:
                if remark := remarks.get((row["code"], row.get("about", ""))):
                    self._reply(row, remark)

    def _reply(self, row: dict[str, Any], remark: Remark) -> None:
        objective = remark.objective
        reply = Reply.objects.create(
            objective=objective,
            question=remark.question,
            code=row["code"],
            about=remark.about,
            statement=remark.statement,
            what=row["what"],
            reason=row.get("reason", ""),
            text=row["text"],
            by=objective.owner,
            at=self.moment(row["week"], len(row["text"])),
        )
        said = {"code": reply.code, "statement": str(remark.thing), "reason": reply.reason, "text": reply.text}
        Event.objects.create(
            verb=f"remark.{reply.what}",
            actor=reply.by,
            at=reply.at,
            subject=reference(objective),
            target=reference(remark.thing),
            changes=said,
        )

    def talk(self) -> None:
        """What people have said to one another, and what they ask one another to read."""
        for seed, row in enumerate(self.source["comments"]):
            objective, place = self._about(row["about"])
            with self._then(row["week"], seed) as at:
                comment = conversation.comment(objective, by=self.people[row["by"]], place=place, text=row["text"])
                for person, kind in row.get("reactions", {}).items():
                    conversation.react(comment, by=self.people[person], kind=kind)
                if row.get("settled"):
                    conversation.settle(comment, by=self.people[row["by"]])
            Comment.objects.filter(pk=comment.pk).update(at=at)
        for seed, row in enumerate(self.source["readings"]):
            objective, _place = self._about(row["about"])
            by, person = self.people[row["by"]], self.people[row["person"]]
            with self._then(row["week"], seed) as at:
                (asked,) = conversation.ask_to_read(objective, by=by, people=[person], note=row["note"])
            ReviewRequest.objects.filter(pk=asked.pk).update(at=at)
            if "answer" in row:
                with self._then(0, seed) as at:
                    conversation.acknowledge(asked, by=person, answer=row["answer"])
                ReviewRequest.objects.filter(pk=asked.pk).update(acknowledged_at=at)

    def meet(self) -> None:
        """The meetings that teams have held, with what came out of them."""
        for seed, row in enumerate(self.source["meetings"]):
            leader = self.people[row["leader"]]
            with self._then(row["week"], seed) as at:
                meeting = meetings.begin(self.teams[row["team"]], by=leader)
                for person in row["there"]:
                    meetings.join(meeting, self.people[person])
                for line in row["lines"]:
                    self._write_down(meeting, line)
                meetings.close(meeting, by=leader)
            lasted = timedelta(minutes=27)
            Meeting.objects.filter(pk=meeting.pk).update(
                begun_at=at, since=at - timedelta(days=7), position_since=at, closed_at=at + lasted
            )
            meeting.participants.update(mailed_at=at + lasted)
            Outcome.objects.filter(point__meeting=meeting).update(at=at)
            ActionItem.objects.filter(outcome__point__meeting=meeting).update(at=at)

    def _write_down(self, meeting: Meeting, row: dict[str, Any]) -> None:
        about = self._about(row["about"])[0] if "about" in row else None
        points = list(meeting.points.all())
        point = next((point for point in points if about and point.objective_id == about.pk), points[-1])
        owner = self.people[row["owner"]] if "owner" in row else None
        line = meetings.write(point, by=self.people[row["by"]], kind=row["kind"], text=row["text"], owner=owner)
        if line.action:
            if row.get("done"):
                action_items.do(line.action, by=line.action.owner)
            ActionItem.objects.filter(pk=line.action.pk).update(due=self.today + timedelta(days=row["due"]))

    def _about(self, key: str) -> tuple[Objective, str]:
        """The objective of that key; or that of a key result, and the place of the key result."""
        for source in self.source["objectives"]:
            for row in source.get("key_results", ()):
                if key in (source["key"], row["key"]):
                    objective = Objective.objects.get(title=source["title"])
                    if key == source["key"]:
                        return objective, ""
                    return objective, reference(objective.key_results.get(text=row["text"]))
        raise KeyError(key)

    @contextmanager
    def _then(self, week: int, seed: int) -> Iterator[datetime]:
        """What is done inside happened in that week; before this one, those who heard of it have seen it."""
        at = self.moment(week, seed)
        last = Event.objects.aggregate(last=Max("pk"))["last"]
        yield at
        Event.objects.filter(pk__gt=last).update(at=at)
        if week < 0:
            Notice.objects.filter(event__pk__gt=last).update(seen_at=at)

    def _key_results(self, source: dict[str, Any], objective: Objective) -> "list[_Part]":
        parts = []
        for position, row in enumerate(source.get("key_results", ())):
            key_result = KeyResult(
                objective=objective,
                text=row["text"],
                definition=row.get("definition", ""),
                source=row.get("source", ""),
                kind=row.get("kind", KeyResult.Kind.REACH),
                unit=row.get("unit", ""),
                start=row.get("start"),
                target=row.get("target"),
                low=row.get("low"),
                high=row.get("high"),
                owner=self.people.get(row.get("owner", "")),
                is_leading=row.get("leading"),
                weight=row.get("weight", 1),
                position=position,
            )
            steps = [
                Step(key_result=key_result, text=step["text"], weight=step.get("weight", 1), position=place)
                for place, step in enumerate(row.get("steps", ()))
            ]
            part = _Part(row["key"], key_result, steps)
            self._check_ins(row, part, seed=position + len(source["title"]))
            parts.append(part)
        objective.progress = progress.roll_up(
            progress.Part(part.key_result.progress, part.key_result.weight) for part in parts
        )
        objective.confidence = progress.confidence(part.key_result.confidence for part in parts)
        objective.previous_confidence = progress.confidence(part.key_result.confidence_before for part in parts)
        objective.checked_in_on = max(
            (part.key_result.checked_in_on for part in parts if part.key_result.checked_in_on), default=None
        )
        return parts

    def _check_ins(self, row: dict[str, Any], part: "_Part", seed: int) -> None:
        key_result = part.key_result
        for week, value, confidence in self._path(row, key_result.objective.cycle):
            at = self.moment(week, seed)
            part.check_ins.append(
                CheckIn(
                    key_result=key_result,
                    author=key_result.owner,
                    at=at,
                    recorded_at=at,
                    value=value,
                    confidence=confidence,
                    note=row.get("notes", {}).get(str(week), ""),
                    blocker=row.get("blockers", {}).get(str(week), ""),
                )
            )
        if today := row.get("this_week"):
            at = max(self.moment(0, seed), timezone.make_aware(datetime.combine(self.monday, time(0, 5))))
            part.check_ins.append(
                CheckIn(
                    key_result=key_result,
                    author=key_result.owner,
                    at=at,
                    recorded_at=at,
                    value=today.get("value"),
                    confidence=today.get("confidence"),
                    note=today.get("note", ""),
                )
            )
        if change := row.get("target_changed"):
            part.target_changes.append(
                TargetChange(
                    key_result=key_result,
                    start=key_result.start,
                    target=change["from"],
                    reason=change["reason"],
                    by=key_result.objective.owner,
                    at=self.moment(change["week"], seed),
                )
            )
        key_result.follow(part.check_ins, [step.weight for step in part.steps])

    def _path(self, row: dict[str, Any], cycle: Cycle) -> Iterator[tuple[int, float | None, int | None]]:
        """(week, value, confidence) of every check-in. The last entry is last week, in a closed cycle its last one."""
        values, beliefs = _split(row.get("path")), _split(row.get("confidence"))
        last = -1
        if cycle.is_closed and cycle.ends:
            last = (cycle.ends - self.monday).days // 7
        for place, value in enumerate(values):
            belief = beliefs[place] if place < len(beliefs) else None
            if value is not None or belief is not None:
                yield last - (len(values) - 1 - place), value, None if belief is None else int(belief)

    def _written(self, made: list[tuple[dict[str, Any], Objective]]) -> Iterator[Event]:
        """How each objective came into being and to its state."""
        for _, objective in made:
            starts = self._noon(objective.cycle.starts)
            moves: list[tuple[str, datetime, dict[str, Any]]] = [
                ("objective.written", objective.created_at, {"title": objective.title})
            ]
            if objective.state in (Objective.State.ACTIVE, Objective.State.CLOSED):
                moves.append((STATE_VERBS[Objective.State.ACTIVE], starts, {"state": ["draft", "active"]}))
            if objective.state == Objective.State.CLOSED and objective.cycle.closed_at:
                closed = {"state": ["active", "closed"]}
                moves.append((STATE_VERBS[Objective.State.CLOSED], objective.cycle.closed_at, closed))
            elif objective.state not in (Objective.State.DRAFT, Objective.State.ACTIVE):
                state = Objective.State(objective.state)
                moves.append((STATE_VERBS[state], min(starts, timezone.now()), {"state": ["draft", state.value]}))
            for verb, at, changes in moves:
                yield Event(
                    verb=verb,
                    actor=objective.owner,
                    at=at,
                    subject=reference(objective),
                    target=reference(objective),
                    changes=changes,
                )

    def _said(self, part: "_Part") -> Iterator[Event]:
        before = None
        for check_in in part.check_ins:
            yield Event(
                verb="check_in.recorded",
                actor=check_in.author,
                at=check_in.at,
                subject=reference(part.key_result.objective),
                target=reference(check_in),
                changes={
                    "key_result": part.key_result.text,
                    "unit": part.key_result.unit,
                    "value": [before, check_in.value],
                    "confidence": check_in.confidence,
                    "note": check_in.note,
                    "blocker": check_in.blocker,
                },
            )
            before = check_in.value if check_in.value is not None else before
        for change in part.target_changes:
            yield Event(
                verb="key_result.changed",
                actor=change.by,
                at=change.at,
                subject=reference(part.key_result.objective),
                target=reference(part.key_result),
                changes={
                    "text": part.key_result.text,
                    "unit": part.key_result.unit,
                    "fields": {"target": [str(change.target), str(part.key_result.target)]},
                    "reason": change.reason,
                },
            )

    def _initiatives(self, made: list[tuple[dict[str, Any], Objective]], parts: "list[list[_Part]]") -> None:
        rows: list[tuple[Initiative, list[KeyResult]]] = []
        for (source, objective), group in zip(made, parts, strict=True):
            by_key = {part.key: part.key_result for part in group}
            for position, row in enumerate(source.get("initiatives", ())):
                initiative = Initiative(
                    objective=objective,
                    text=row["text"],
                    owner=self.people.get(row.get("owner", "")),
                    state=row.get("state", Initiative.State.PLANNED),
                    due=self.day(row["due"]) if "due" in row else None,
                    resources=row.get("resources", ""),
                    position=position,
                )
                rows.append((initiative, [by_key[key] for key in row.get("serves", ())]))
        Initiative.objects.bulk_create(initiative for initiative, _ in rows)
        Initiative.key_results.through.objects.bulk_create(
            Initiative.key_results.through(initiative_id=initiative.pk, keyresult_id=key_result.pk)
            for initiative, served in rows
            for key_result in served
        )

    def _offers_and_agreements(self, made: list[tuple[dict[str, Any], Objective]], parts: "list[list[_Part]]") -> None:
        """Who was asked to own what, and who has agreed to which words."""
        for (source, objective), group in zip(made, parts, strict=True):
            for row, part in zip(source.get("key_results", ()), group, strict=True):
                if asked := row.get("asked"):
                    person, at = self.people[asked["person"]], self.moment(asked["week"], len(row["text"]))
                    Offer.objects.create(
                        objective=objective, key_result=part.key_result, person=person, by=objective.owner, at=at
                    )
                    changes = {"text": part.key_result.text, "person": person.name}
                    self._told("offer.made", objective.owner, at, objective, part.key_result, changes)
            for row in source.get("agreed", ()):
                person, at = self.people[row["by"]], self.moment(row["week"], len(row["by"]))
                words = "" if row.get("earlier") else objective.agreed_words()
                agreement = Agreement.objects.create(objective=objective, person=person, at=at, words=words)
                self._told("agreement.given", person, at, objective, agreement, {})

    def _told(
        self, verb: str, by: Person | None, at: datetime, subject: Objective, target: Model, changes: dict[str, Any]
    ) -> None:
        Event.objects.create(
            verb=verb, actor=by, at=at, subject=reference(subject), target=reference(target), changes=changes
        )

    def _origins(self, made: list[tuple[dict[str, Any], Objective]], parts: "list[list[_Part]]") -> None:
        """What goes on from an earlier cycle, with the words in which it was carried over."""
        by_key = {source["key"]: objective for source, objective in made}
        versions: list[Version] = []
        for (source, objective), group in zip(made, parts, strict=True):
            if "origin" not in source:
                continue
            objective.origin = by_key[source["origin"]]
            first = source["first"]
            now = {"title": objective.title, "why": objective.why, "reality": objective.reality, "initiatives": []}
            now["key_results"] = [part.key_result.text for part in group]
            before = now | {name: first[name] for name in ("title", "why")}
            versions += [
                Version(
                    objective=objective,
                    visibility=objective.visibility,
                    number=1,
                    by=objective.owner,
                    at=objective.created_at,
                    words=before,
                ),
                Version(
                    objective=objective,
                    visibility=objective.visibility,
                    number=2,
                    by=self.people[first["by"]],
                    at=self.moment(first["week"], len(objective.title)),
                    words=now,
                ),
            ]
        Objective.objects.bulk_update({version.objective for version in versions}, ["origin"])
        Version.objects.bulk_create(versions)

    def _kpis(self, copy: int) -> None:
        """KPIs with their readings, each one rhythm after the other."""
        for source in self.source["kpis"]:
            kpi = Kpi(
                name=source["name"] + (f" · {copy + 1}" if copy else ""),
                definition=source["definition"],
                formula=source.get("formula", ""),
                source=source.get("source", ""),
                unit=source.get("unit", ""),
                low=source.get("low"),
                high=source.get("high"),
                floor=source.get("floor"),
                ceiling=source.get("ceiling"),
                owner=self.people[source["owner"]],
                rhythm=source["rhythm"],
                visibility=source.get("visibility", Kpi.Visibility.EVERYONE),
            )
            values = _split(source.get("path"))
            last = self.today - timedelta(days=source.get("silent", 2))
            days = [last - timedelta(days=kpi.rhythm_days * place) for place in reversed(range(len(values)))]
            if days:
                kpi.created_at, kpi.value, kpi.read_at = self._noon(days[0]), values[-1], self._noon(last)
            kpi.save()
            kpi.teams.set(self.teams[team] for team in source.get("teams", ()))
            Reading.objects.bulk_create(
                Reading(
                    kpi=kpi,
                    value=value,
                    at=self._noon(day),
                    recorded_at=self._noon(day),
                    author=kpi.owner,
                    note=source.get("note", "") if day == last else "",
                )
                for day, value in zip(days, values, strict=True)
                if value is not None
            )
            if reader := source.get("read_by"):
                self._let_read(kpi, reader, source["value"])
            if filled_by := source.get("filled_by"):
                Source.objects.create(
                    kpi=kpi,
                    kind="table",
                    settings={name: filled_by[name] for name in ("url", "value", "day")},
                    connected_by=kpi.owner,
                    connected_at=kpi.created_at,
                    read_at=kpi.read_at,
                    tried_at=timezone.now() - timedelta(hours=2),
                    next_at=timezone.now() + timedelta(hours=22),
                    failures=4,
                    trouble=filled_by["trouble"],
                )

    def _let_read(self, kpi: Kpi, reader: str, value: float) -> None:
        """The key result reads the KPI: what was checked in so far are readings, and the newest one is taken over."""
        rows = [row for objective in self.source["objectives"] for row in objective.get("key_results", ())]
        text = next(row["text"] for row in rows if row["key"] == reader)
        key_result = KeyResult.objects.filter(text=text).order_by("pk").last()
        if key_result is None:  # of a company that was cut short
            return
        said = list(key_result.check_ins.exclude(value=None).order_by("at"))
        for check_in in said:
            check_in.reading = kpi.readings.create(
                value=check_in.value or 0.0, at=check_in.at, recorded_at=check_in.at, author=check_in.author
            )
        CheckIn.objects.bulk_update(said, ["reading"])
        kpi.readings.create(value=value, at=timezone.now() - timedelta(hours=5), author=kpi.owner)
        kpi.recompute()
        key_result.kpi = kpi
        key_result.save(update_fields=["kpi"])
        kpi_values.take_over()

    def _alignments(self, objectives: dict[str, Objective], parts: "dict[str, _Part]") -> None:
        """Who asked whom, what was answered, and both sides' events. A copy of the company asks itself."""

        def end(key: str) -> tuple[Objective, KeyResult | None] | None:
            part = parts.get(key)
            if part:
                return part.key_result.objective, part.key_result
            return (objectives[key], None) if key in objectives else None

        alignments: list[Alignment] = []
        steps: list[AlignmentStep] = []
        for seed, row in enumerate(self.source["alignments"]):
            source, goal = end(row["from"]), end(row["to"])
            if source is None or goal is None:  # not all objectives were asked for
                continue
            alignment = Alignment(
                objective=source[0],
                key_result=source[1],
                to_objective=goal[0],
                to_key_result=goal[1],
                kind=row.get("kind", Alignment.Kind.SUPPORTS),
                state=row["steps"][-1].get("state", Alignment.State.REQUESTED),
                asked_at=self.moment(row["steps"][0]["week"], seed),
            )
            alignments.append(alignment)
            for place, step in enumerate(row["steps"]):
                state = step.get("state", Alignment.State.REQUESTED)
                asks = state in {Alignment.State.REQUESTED, Alignment.State.WITHDRAWN}
                proposed = end(step["to"]) if "to" in step else None
                steps.append(
                    AlignmentStep(
                        alignment=alignment,
                        state=state,
                        kind=alignment.kind,
                        to_key_result=proposed[1] if proposed else alignment.to_key_result,
                        text=step.get("text", ""),
                        by=(source if asks else goal)[0].owner,
                        at=self.moment(step["week"], seed) + timedelta(minutes=5 * place),
                    )
                )
        Alignment.objects.bulk_create(alignments)
        for step in steps:
            step.alignment_id = step.alignment.pk
        AlignmentStep.objects.bulk_create(steps)
        Event.objects.bulk_create(
            Event(
                verb=f"alignment.{step.state}",
                actor=step.by,
                at=step.at,
                subject=reference(side),
                target=reference(step.alignment),
                changes={"kind": step.kind, "asked": side == step.alignment.to_objective},
            )
            for step in steps
            for side in (step.alignment.objective, step.alignment.to_objective)
        )


@dataclass
class _Part:
    key: str
    key_result: KeyResult
    steps: list[Step]
    check_ins: list[CheckIn] = field(default_factory=list)
    target_changes: list[TargetChange] = field(default_factory=list)


def _split(path: Any) -> list[float | None]:
    """«27 25 - 22» or [27, 25, "-", 22] as numbers, None where nobody checked in."""
    entries = path.split() if isinstance(path, str) else path or []
    return [None if entry == "-" else float(entry) for entry in entries]

"""Who sees an objective, told by the database: what `permissions.can_see` says of one, as SQL over its columns.

Plain SQL rather than nested queries of the ORM, which take longer to put together than to answer: every page asks this
several times over.
"""

from typing import Any

from django.db.models import BooleanField, Func


class IsSeenBy(Func):
    """Whether a person sees an objective. Those of administrators and of people who have left need no question."""

    output_field = BooleanField()
    OPEN = "{visibility} = 'everyone' OR {owner} = %s"
    OWNS_A_KEY_RESULT = "{pk} IN (SELECT k.objective_id FROM goals_keyresult k WHERE k.owner_id = %s)"
    OF_TEAMS = "{visibility} = 'teams'"
    OF_MY_TEAMS = (
        "{visibility} = 'teams' AND {pk} IN (SELECT t.objective_id FROM goals_objective_teams t"
        " JOIN people_membership m ON m.team_id = t.team_id WHERE m.person_id = %s)"
    )

    def __init__(self, person: int, is_coach: bool, pk: str, owner: str, visibility: str) -> None:
        super().__init__(pk, owner, visibility)
        self.person, self.is_coach = person, is_coach

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        pk, owner, visibility = (compiler.compile(column)[0] for column in self.get_source_expressions())
        ways = [self.OPEN, self.OWNS_A_KEY_RESULT, self.OF_TEAMS if self.is_coach else self.OF_MY_TEAMS]
        sql = f"({' OR '.join(ways)})"
        return sql.format(pk=pk, owner=owner, visibility=visibility), [self.person] * sql.count("%s")

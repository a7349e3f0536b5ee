from vekha.goals.models.action_item import ActionItem
from vekha.goals.models.alignment import Alignment, AlignmentStep
from vekha.goals.models.check_in import CheckIn
from vekha.goals.models.conversation import Agreement, Comment, Reaction, ReviewRequest
from vekha.goals.models.cycle import Cycle, Rhythm, Weekday
from vekha.goals.models.draft import Presence, Version
from vekha.goals.models.initiative import Initiative
from vekha.goals.models.key_result import KeyResult, PlannedValue, Step, TargetChange
from vekha.goals.models.objective import Objective
from vekha.goals.models.offer import Offer
from vekha.goals.models.reminder import Reminder, TeamCheckInTime

__all__ = [
    "ActionItem",
    "Agreement",
    "Alignment",
    "AlignmentStep",
    "CheckIn",
    "Comment",
    "Cycle",
    "Initiative",
    "KeyResult",
    "Objective",
    "Offer",
    "PlannedValue",
    "Presence",
    "Reaction",
    "Reminder",
    "ReviewRequest",
    "Rhythm",
    "Step",
    "TargetChange",
    "TeamCheckInTime",
    "Version",
    "Weekday",
]

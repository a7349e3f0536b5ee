from vekha.goals.models.check_in import CheckIn
from vekha.goals.models.cycle import Cycle, Rhythm
from vekha.goals.models.initiative import Initiative
from vekha.goals.models.key_result import KeyResult, Step, TargetChange
from vekha.goals.models.objective import Objective

__all__ = ["CheckIn", "Cycle", "Initiative", "KeyResult", "Objective", "Rhythm", "Step", "TargetChange"]

from vekha.advice.models.coach_settings import LIMITS, CoachSettings
from vekha.advice.models.reply import Reply

__all__ = ["LIMITS", "CoachSettings", "Reply"]

from vekha.advice.models.coach_settings import LIMITS, WORD_CLASSES, CoachSettings
from vekha.advice.models.error_count import ErrorCount
from vekha.advice.models.related import OPEN, Relation, Vector
from vekha.advice.models.reply import Reply

__all__ = ["LIMITS", "OPEN", "WORD_CLASSES", "CoachSettings", "ErrorCount", "Relation", "Reply", "Vector"]

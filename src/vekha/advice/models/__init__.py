from vekha.advice.models.reply import Reply

__all__ = ["Reply"]

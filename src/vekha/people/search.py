"""The words that somebody looks for, as they stand in an address."""

MOST_CHARACTERS = 100
MOST_WORDS = 8


def search_words(typed: str) -> str:
    """What is looked for: without NUL, which no database takes, and no more than is worth a query."""
    return " ".join(typed.replace("\0", "")[:MOST_CHARACTERS].split()[:MOST_WORDS])

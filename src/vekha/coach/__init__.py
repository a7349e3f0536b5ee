"""A linter for OKRs. Text in, findings out: no Django, no database, no network."""

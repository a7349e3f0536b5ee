"""Shows reviews: for people as text, Markdown and a page to print, for programs as JSON and SARIF."""

from vekha.coach.report.data import as_json, plain_finding
from vekha.coach.report.lines import phrases, severity_words
from vekha.coach.report.markdown import as_markdown
from vekha.coach.report.page import as_html
from vekha.coach.report.sarif import as_sarif
from vekha.coach.report.text import as_text, rule_as_text, rules_as_text

__all__ = [
    "as_html",
    "as_json",
    "as_markdown",
    "as_sarif",
    "as_text",
    "phrases",
    "plain_finding",
    "rule_as_text",
    "rules_as_text",
    "severity_words",
]

"""What the documents say is what the code does."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    code = (ROOT / "src/vekha/config/settings.py").read_text()
    page = (ROOT / "docs/reference/settings.md").read_text()

    in_code = set(re.findall(r'env[.\w]*\(\s*"(VEKHA_\w+)"', code))
    in_page = {
        name for row in page.splitlines() if row.startswith("|") for name in re.findall(r"VEKHA_\w+", row.split("|")[1])
    }

    assert in_code == in_page

"""The hook for companies that keep their OKRs as text: what it runs stops what is no OKR and lets the rest pass."""

import shlex
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


def run_hook(*files: Path) -> subprocess.CompletedProcess[str]:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    command, *arguments = shlex.split(hook["entry"])
    assert command == "vekha"
    program = [sys.executable, "-c", "import sys; from vekha.cli import main; sys.exit(main())"]
    return subprocess.run(
        [*program, *arguments, *map(str, files)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=files[0].parent,
    )


def test_a_task_as_key_result_stops_the_commit_and_good_okrs_pass_in_silence(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.md", tmp_path / "good.md"
    bad.write_text("Objective: Guests find their room ready\nKR: Launch the new app\n", encoding="utf-8")
    good.write_text(
        "Objective: Guests find their room ready\nKR: Rooms ready before noon from 60% to 95%\n"
        "KR: Guests who wait at the desk fall from 40 to 5 a day\n",
        encoding="utf-8",
    )
    stopped = run_hook(bad, good)
    assert stopped.returncode == 1
    assert "K-TASK" in stopped.stdout
    assert "good.md" not in stopped.stdout
    passed = run_hook(good)
    assert (passed.returncode, passed.stdout, passed.stderr) == (0, "", "")

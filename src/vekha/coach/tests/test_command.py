"""The command line as other programs and people call it."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from vekha import cli

BAD = "Цель: Внедрить CRM\nKR1: Разработать отчёты\nKR2: Доля сделок в CRM с 10 до 80 %\n"
GOOD = "Objective: Become the bakery students love\nKR1: Regulars from 200 to 500\nKR2: Rating from 4.1 to 4.7\n"


class Run:
    """Calls the command line and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str, stdin: str | bytes = "") -> int:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        code = cli.main(arguments)
        self.out, self.err = self._capsys.readouterr()
        return code

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return Run(capsys, monkeypatch)


Written = Callable[[str, str | bytes], str]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def test_read_gives_objectives_with_places_and_quantities(run: Run, written: Written) -> None:
    path = written("plan.txt", BAD)
    assert run("read", path) == 0
    (document,) = json.loads(run.out)["documents"]
    assert document["source"] == path
    assert document["language"] == "ru"
    (objective,) = document["objectives"]
    start, end = objective["span"]
    assert BAD[start:end] == objective["title"] == "Внедрить CRM"
    task, result = objective["key_results"]
    assert task["quantity"] is None
    assert result["quantity"]["from"] == 10
    assert result["quantity"]["to"] == 80
    assert objective["initiatives"] == []


def test_read_of_a_text_without_okrs_gives_no_objectives(run: Run) -> None:
    assert run("read", "-", stdin="Just a note.") == 0
    assert json.loads(run.out)["documents"][0]["objectives"] == []


def test_markdown_keeps_what_the_objectives_come_from(run: Run) -> None:
    page = f"Mission: Nobody waits for a doctor\n\nVision: A clinic in every street\n\n{GOOD}"
    assert run("read", "-", "--format", "markdown", stdin=page) == 0
    assert "Mission: Nobody waits for a doctor\n" in run.out
    assert "Vision: A clinic in every street\n" in run.out


def test_markdown_can_be_read_again(run: Run) -> None:
    assert run("read", "-", "--format", "markdown", stdin=BAD) == 0
    markdown = run.out
    assert run("read", "-", stdin=markdown) == 0
    (objective,) = json.loads(run.out)["documents"][0]["objectives"]
    assert objective["title"] == "Внедрить CRM"
    assert [item["text"] for item in objective["key_results"]] == [
        "Разработать отчёты",
        "Доля сделок в CRM с 10 до 80 %",
    ]


@pytest.mark.parametrize("output_format", ["text", "json", "sarif", "html"])
def test_the_exit_code_tells_whether_there_is_an_error(run: Run, output_format: str) -> None:
    assert run("review", "-", "--format", output_format, stdin=BAD) == 1
    assert "K-TASK" in run.out
    assert run("review", "-", "--format", output_format, stdin=GOOD) == 0


def test_a_text_without_okrs_is_no_fault(run: Run) -> None:
    assert run("review", "-", stdin="Just a note.") == 0
    assert "No OKRs found" in run.out


def test_the_answer_speaks_the_language_asked_for(run: Run) -> None:
    run("review", "-", "--language", "zh", stdin=BAD)
    assert "还不是关键结果" in run.out
    run("review", "-", stdin=BAD)
    assert "Ещё не ключевой результат" in run.out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7 \x00\x01", "damaged"),
        (b"PK\x03\x04rest", "damaged"),
        (b"plan\x00plan", "this kind of file is not read"),
        (b"\xff\xff\x81\x20\xfe", "encoding"),
    ],
)
def test_what_is_not_text_is_named_with_the_reason(run: Run, written: Written, content: bytes, why: str) -> None:
    path = written("plan.bin", content)
    assert run("review", path) == 2
    assert path in run.err
    assert why in run.err
    assert run.out == ""


def test_missing_files_and_empty_folders_are_named_and_the_rest_is_still_reviewed(
    run: Run, written: Written, tmp_path: Path
) -> None:
    path = written("plan.txt", BAD)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("review", str(tmp_path / "none.txt"), str(empty), path) == 2
    assert "none.txt: there is no such file" in run.err
    assert f"{empty}: the folder holds no file that can be read" in run.err
    assert "K-TASK" in run.out


def test_lines_are_answered_in_order_with_what_the_contract_names(run: Run) -> None:
    items = [
        {"id": "a", "kind": "objective", "text": "Implement a CRM"},
        {"id": 2, "kind": "key_result", "text": "Запустить портал", "objective": "Стать любимой пекарней"},
        {"id": "c", "kind": "initiative", "text": "Call ten customers"},
        {"id": "d", "kind": "set", "text": "Become the bakery students love", "key_results": ["Launch delivery"]},
    ]
    assert run("review", "--jsonl", stdin="\n".join(json.dumps(item) for item in items)) == 1
    answers = run.lines()
    assert [answer["id"] for answer in answers] == ["a", 2, "c", "d"]
    finding = answers[1]["findings"][0]
    assert finding.keys() == {"code", "severity", "target", "span", "message", "question", "rewrite"}
    start, end = finding["span"]
    assert "Запустить портал"[start:end] == "Запустить"
    assert answers[2]["findings"] == []
    assert {found["target"] for found in answers[3]["findings"]} == {"key_results[0]", "set"}


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        ("{", None),
        ("[1]", None),
        ('{"id": 7, "kind": "goal", "text": "x"}', 7),
        ('{"id": 7, "kind": "objective"}', 7),
        ('{"id": 7, "kind": "objective", "text": " "}', 7),
        ('{"id": 7, "kind": "set", "text": "x", "key_results": "y"}', 7),
        ('{"id": 7, "kind": "set", "text": "x", "initiatives": [1]}', 7),
        ('{"id": 7, "kind": "key_result", "text": "x", "objective": 1}', 7),
        (b'{"id": "\xff"}', None),
        ("[" * 100_000, None),
    ],
)
def test_a_broken_line_is_named_and_the_work_goes_on(run: Run, line: str | bytes, identity: object) -> None:
    broken = line if isinstance(line, bytes) else line.encode()
    good = b'{"id": "next", "kind": "key_result", "text": "Regulars: from 200 to 500"}'
    assert run("review", "--jsonl", stdin=broken + b"\n\n" + good + b"\n") == 0
    error, answer = run.lines()
    assert error.keys() == {"id", "line", "error"}
    assert (error["id"], error["line"]) == (identity, 1)
    assert answer == {"id": "next", "findings": []}


def test_explain_and_rules_speak_of_every_rule(run: Run) -> None:
    assert run("explain", "k-task", "--language", "ru") == 0
    assert "Задача вместо результата" in run.out
    assert run("explain", "K-NONE") == 2
    assert "K-NONE" in run.err
    assert run("rules") == 0
    assert "S-FEW" in run.out


def test_wrong_arguments_are_refused(run: Run) -> None:
    for arguments in (["review"], ["review", "--jsonl", "plan.txt"], ["review", "-", "--stage", "5"], []):
        with pytest.raises(SystemExit) as stopped:
            run(*arguments)
        assert stopped.value.code == 2


def test_answers_come_line_by_line_and_without_django() -> None:
    program = (
        "import sys\nfrom vekha.cli import main\ncode = main()\nassert 'django' not in sys.modules\nsys.exit(code)"
    )
    source = str(Path(cli.__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", program, "review", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": source},
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(
                json.dumps({"id": number, "kind": "objective", "text": "Win back guests"}).encode() + b"\n"
            )
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_page_is_reviewed_without_django() -> None:
    program = (
        "import sys\nfrom vekha.cli import main\ncode = main()\nassert 'django' not in sys.modules\nsys.exit(code)"
    )
    source = str(Path(cli.__file__).parents[1])
    for command in (["read", "-"], ["review", "-"], ["explain", "K-TASK"], ["rules"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *command],
            input=GOOD.encode(),
            capture_output=True,
            env=os.environ | {"PYTHONPATH": source},
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()


# --- files that are not text, folders, archives ----------------------------------------------------------------------


def archive(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("_", "."), text)
    return file.getvalue()


def test_documents_are_reviewed_like_texts_and_say_where(run: Run, written: Written) -> None:
    path = written("plan.html", "<html><h1>Цель: Внедрить CRM</h1><p>KR1: Разработать отчёты</p></html>")
    assert run("review", path) == 1
    assert "K-TASK" in run.out
    path = written("plan.csv", "Objective,Key result\nWin back guests,Returns from 10% to 30%\n")
    assert run("read", path) == 0
    (objective,) = json.loads(run.out)["documents"][0]["objectives"]
    assert objective["title"] == "Win back guests"


def test_read_names_the_place_of_each_item_beside_its_span(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Objective", "Key result"], ["Win back guests", "Returns from 10% to 30%"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "plan.xlsx")
    assert run("read", str(tmp_path / "plan.xlsx")) == 0
    (objective,) = json.loads(run.out)["documents"][0]["objectives"]
    assert objective["place"] == "cell Sheet!A2"
    assert objective["key_results"][0]["place"] == "cell Sheet!B2"
    assert run("read", "-", stdin=GOOD) == 0
    assert '"place"' not in run.out


def test_a_folder_is_read_in_the_order_of_its_names(run: Run, tmp_path: Path) -> None:
    for name, text in {
        "b/team.md": GOOD, "a.txt": GOOD, "logo.svg": "<svg/>", ".hidden.md": BAD, ".git/notes.md": BAD, "c.bin": "\0"
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert run("read", str(tmp_path)) == 0
    sources = [document["source"] for document in json.loads(run.out)["documents"]]
    assert sources == [str(tmp_path / "a.txt"), str(tmp_path / "b/team.md")]
    assert run.err == ""


def test_a_file_in_a_folder_that_cannot_be_read_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(BAD)
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"))
    assert run("review", str(tmp_path)) == 2
    assert f"Cannot read {tmp_path / 'old.doc'}: doc files are not read. Save it as docx" in run.err
    assert "K-TASK" in run.out


def test_the_files_of_an_archive_are_documents_of_their_own(run: Run, written: Written) -> None:
    path = written("plans.zip", archive(b_md=GOOD, a_txt=BAD, c_pdf="%PDF-1.7 broken"))
    assert run("read", path) == 2
    sources = [document["source"] for document in json.loads(run.out)["documents"]]
    assert sources == [f"{path}/a.txt", f"{path}/b.md"]
    assert f"Cannot read {path}/c.pdf: it is damaged" in run.err


def test_standard_input_may_be_any_document(run: Run) -> None:
    assert run("read", "-", stdin=archive(a_txt=GOOD)) == 0
    assert json.loads(run.out)["documents"][0]["source"] == "-/a.txt"


def test_a_fault_of_ours_is_no_objection(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without standard input at all, as in a daemon."""
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.main(["review", "-"]) == 2

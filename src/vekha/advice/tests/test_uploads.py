"""Files on the Coach page: who may give how much, and how many are read at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vekha.advice import uploads
from vekha.people.models import Organisation, Person

PAGE = "/coach/"
OKR = b"O: Guests come back\nKR1: Repeat bookings from 9% to 25%\n"


def large() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.txt", OKR + b"\n" * (uploads.MEGABYTES_SIGNED_OUT * 1_000_000))


@pytest.fixture
def visitor(client: Client, organisation: Organisation) -> Client:
    Organisation.objects.update(coach_is_open=True)
    return client


def test_a_visitor_reads_how_large_a_file_may_be_and_gives_no_larger_one(visitor: Client) -> None:
    assert "up to 2 MB" in visitor.get(PAGE).content.decode()
    answer = visitor.post(PAGE, {"text": "", "file": large()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "it is larger than 2 MB. Keep the part that holds the OKRs.<" in page
    assert "for those who are signed in" in page


def test_who_is_signed_in_gives_larger_files(visitor: Client, dora: Person) -> None:
    visitor.force_login(dora)
    assert "up to 20 MB" in visitor.get(PAGE).content.decode()
    # Its text is long, but the file was read.
    page = visitor.post(PAGE, {"text": "", "file": large()}).content.decode()
    assert "larger than" not in page
    assert "characters" in page


def test_who_comes_while_many_files_are_read_is_told_to_come_again(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAIT", 0.01)
    file = {"text": "", "file": SimpleUploadedFile("plan.txt", OKR)}
    for _ in range(uploads.AT_ONCE):
        uploads._places.acquire()
    try:
        answer = visitor.post(PAGE, file)
        assert answer.status_code == 422
        assert "reading other files" in answer.content.decode()
    finally:
        for _ in range(uploads.AT_ONCE):
            uploads._places.release()
    file["file"] = SimpleUploadedFile("plan.txt", OKR)
    assert visitor.post(PAGE, file).status_code == 200

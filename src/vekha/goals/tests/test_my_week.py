from vekha.goals.models import KeyResult
from vekha.people.models import Person


def test_my_week_lists_the_key_results_i_own(key_result: KeyResult, dora: Person, client_of) -> None:
    response = client_of(dora).get("/")

    assert response.status_code == 200
    assert key_result.text in response.content.decode()

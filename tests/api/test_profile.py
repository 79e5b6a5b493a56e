"""What people change of themselves."""

from tests.cast import Cast, Client


def test_letters_are_turned_off(cast: Cast, client_of: Client) -> None:
    body = {"wants_letters": False}
    answer = client_of(cast.editor).patch("/api/v1/users/me/", body, format="json")
    assert answer.json()["wants_letters"] is False
    cast.editor.refresh_from_db()
    assert not cast.editor.wants_letters

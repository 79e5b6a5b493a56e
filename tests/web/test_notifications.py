"""The bell, its list, and where an entry leads."""

from core.services import tasks
from tests.cast import Cast, Client
from tests.web.conftest import SignIn


def test_the_bell_counts_and_an_entry_opens_its_task(
    cast: Cast, browse: SignIn, client_of: Client
) -> None:
    task = tasks.create_task(
        actor=cast.editor, project=cast.tender, values={"title": "Check the lot"}
    )
    comment = tasks.add_comment(actor=cast.editor, on=task, body="Look, @viewer")
    browser = browse(cast.viewer)
    assert 'class="dot-count"' in browser.get("/").content.decode()
    page = browser.get("/notifications/").content.decode()
    assert "editor mentioned you: Check the lot" in page
    told = cast.viewer.notifications.get()
    assert browse(cast.manager).get(f"/notifications/{told.pk}/").status_code == 404
    place = browser.get(f"/notifications/{told.pk}/")["Location"]
    assert place == f"/tasks/{task.pk}/#comment-{comment.pk}"
    assert 'class="dot-count"' not in browser.get("/").content.decode()
    rows = client_of(cast.viewer).get("/api/v1/notifications/?unread=false").json()
    [row] = rows["results"]
    assert row["address"].endswith(f"/notifications/{told.pk}/")
    assert client_of(cast.manager).get("/api/v1/notifications/").json()["results"] == []


def test_all_are_read_at_once(cast: Cast, browse: SignIn, client_of: Client) -> None:
    for number in range(2):
        values = {"title": f"Task {number}", "assignee": cast.viewer}
        tasks.create_task(actor=cast.editor, project=cast.tender, values=values)
    browse(cast.viewer).post("/notifications/read/")
    assert not cast.viewer.notifications.filter(read_at=None).exists()
    assert (
        client_of(cast.viewer).post("/api/v1/notifications/read-all/").status_code
        == 204
    )

"""The ways people go through the house, in a browser."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.choices import TaskStatus
from core.models import Document, Job, Project, Task, TrainedModel
from core.services import job_runs, jobs, tasks
from core.services.trainings import training, training_process
from tests.browser.conftest import Visit, offered
from tests.cast import Cast, read_document, run_jobs, upload
from tests.teaching import Teach, label, sentence

pytestmark = pytest.mark.django_db(transaction=True)


def files(*texts: str) -> list[dict[str, object]]:
    return [
        {"name": f"file {n}.txt", "mimeType": "text/plain", "buffer": text.encode()}
        for n, text in enumerate(texts)
    ]


def test_sign_in_upload_review_and_undo(cast: Cast, teach: Teach, visit: Visit) -> None:
    """Three files go up, two file themselves, the third is answered by a key and undone."""
    Project.objects.update(error_budget=Decimal("0.3"))
    teach(30)
    page = visit(path="/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("admin-pw-1")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Documents", exact=True).click()
    chosen = files(sentence("tender", 3), sentence("lease", 4), "слово и дело")
    page.locator("#upload input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
    uploads = page.get_by_label("Uploads")
    expect(uploads.get_by_role("listitem")).to_have_count(3)
    expect(uploads.get_by_text("being read")).to_have_count(3)
    run_jobs()
    expect(uploads.get_by_text("filed by itself")).to_have_count(2)

    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile("/review/"))
    left = page.locator("#left")
    expect(left).to_have_text("1")
    page.keyboard.press("1")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    page.keyboard.press("u")
    expect(left).to_have_text("1")


def test_a_document_moves_in_two_strokes(cast: Cast, visit: Visit) -> None:
    document = read_document(cast.editor, "Some words", title="A letter")
    page = visit(cast.editor, f"/documents/{document.pk}/")
    page.keyboard.press("m")
    expect(offered(page, "Tender 2027")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Filed to Tender 2027.")).to_be_visible()
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    page.get_by_label("Title").fill("Another letter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Renamed.")).to_have_count(1)


def test_a_dropped_folder_brings_its_files_in(
    cast: Cast, visit: Visit, tmp_path: Path
) -> None:
    folder = tmp_path / "Contracts"
    (folder / "2027").mkdir(parents=True)
    for name in ("One.txt", ".hidden", "2027/Two.txt"):
        (folder / name).write_text(f"The words of {name}")
    page = visit(cast.editor)
    hand = page.context.new_cdp_session(page)
    held = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"type": kind, "x": 300, "y": 300, "data": held}
        hand.send("Input.dispatchDragEvent", where)
    uploads = page.get_by_label("Uploads")
    expect(uploads.get_by_role("link")).to_have_text(["Two.txt", "One.txt"])


def test_what_is_dropped_goes_up_be_it_on_a_disk_or_not(
    cast: Cast, visit: Visit
) -> None:
    """A mail or a picture dragged out of another program is a file of no folder."""
    page = visit(cast.editor, "/documents/")
    held = page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["Some words"], "mail.txt", { type: "text/plain" }));
          const item = { getAsFile: () => data.files[0], webkitGetAsEntry: () => null };
          return { types: ["Files"], files: data.files, items: [item] };
        }"""
    )
    page.evaluate(
        """(data) => dispatchEvent(
          Object.assign(new Event("drop", { cancelable: true }), { dataTransfer: data })
        )""",
        held,
    )
    expect(page.get_by_label("Uploads").get_by_text("mail")).to_be_visible()


def test_search_narrows_as_one_types(cast: Cast, visit: Visit) -> None:
    read_document(cast.editor, "Договор аренды", title="One")
    read_document(cast.editor, "Something else", title="Two")
    page = visit(cast.editor, "/documents/")
    expect(page.get_by_role("link", name="Two")).to_be_visible()
    page.get_by_label("Search in documents").fill("договоры")
    expect(page.get_by_role("link", name="Two")).to_be_hidden()
    expect(page.get_by_role("link", name="One")).to_be_visible()
    expect(page).to_have_url(re.compile("q="))


def test_going_back_shows_the_whole_list_again(cast: Cast, visit: Visit) -> None:
    read_document(cast.editor, "Договор аренды", title="One")
    read_document(cast.editor, "Something else", title="Two")
    page = visit(cast.editor, "/documents/")
    words = page.get_by_label("Search in documents")
    words.fill("договоры")
    expect(page.get_by_role("link", name="Two")).to_be_hidden()
    page.get_by_label("Choose “One”").check()
    page.get_by_role("link", name="One").click()
    expect(page.get_by_role("heading", name="One")).to_be_attached()
    page.go_back()
    expect(words).to_have_value("договоры")
    page.go_back()
    expect(words).to_have_value("")
    page.get_by_label("Choose “Two”").check()
    expect(page.get_by_text("Chosen: 1")).to_be_visible()


def test_what_is_typed_outlasts_the_reading(cast: Cast, visit: Visit) -> None:
    document = upload(cast.editor, "Some words")
    page = visit(cast.editor, f"/documents/{document.pk}/")
    other = visit(cast.editor, f"/documents/{document.pk}/")
    page.get_by_label("Comment").fill("Half a thought")
    run_jobs()
    page.get_by_text("The document has been read.").wait_for()
    expect(page.get_by_label("Comment")).to_have_value("Half a thought")
    expect(other.get_by_role("article")).to_contain_text("Some words")
    other.keyboard.press("Control+k")
    expect(other.get_by_role("option").first).to_be_visible()


def test_what_was_typed_outlasts_the_end_of_a_sign_in(cast: Cast, visit: Visit) -> None:
    document = read_document(cast.admin, "Some words")
    page = visit(cast.admin, f"/documents/{document.pk}/")
    page.get_by_label("Comment").fill("A long thought")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Comment").click()
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("admin-pw-1")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("What you had typed is here again").wait_for()
    expect(page.get_by_label("Comment")).to_have_value("A long thought")
    page.get_by_role("button", name="Comment").dblclick()
    expect(page.locator(".comment")).to_have_count(1)
    expect(page.get_by_label("Comment")).to_have_value("")
    assert document.comments.count() == 1


def test_many_move_at_once_and_come_back(cast: Cast, visit: Visit) -> None:
    for number in range(3):
        read_document(cast.editor, f"Text {number}", title=f"Letter {number}")
    page = visit(cast.editor, "/documents/")
    page.get_by_label("Choose all rows").check()
    page.get_by_label("Chosen documents").get_by_role("button", name="Move").click()
    offered(page, "Tender 2027").click()
    expect(page.get_by_text("3 documents would change.")).to_be_visible()
    page.locator("#preview").get_by_role("button", name="Do it").click()
    expect(page.get_by_text("3 documents moved.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert Document.objects.filter(project=None).count() == 3


def test_a_project_a_member_and_a_board(cast: Cast, visit: Visit) -> None:
    page = visit(cast.manager, "/projects/new/")
    page.get_by_label("Name").fill("Audit 2026")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("User name").fill("viewer")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_label("Role of viewer")).to_have_value("editor")
    project = Project.objects.get(name="Audit 2026")
    for number in range(2):
        values = {"title": f"Task {number}"}
        tasks.create_task(actor=cast.manager, project=project, values=values)
    page.get_by_role("link", name="Board").click()
    page.get_by_role("link", name="Task 0").drag_to(page.get_by_label("In progress"))
    expect(page.get_by_label("In progress").get_by_text("Task 0")).to_be_visible()
    expect(page.locator("#board-says")).to_have_text("Task 0: in progress")
    page.get_by_role("link", name="Task 1").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_label("In progress").get_by_text("Task 1")).to_be_visible()
    expect(page.locator("#board-says")).to_have_text("Task 1: in progress")
    moved = Task.objects.filter(project=project, status=TaskStatus.IN_PROGRESS)
    assert moved.count() == 2


def test_training_shows_how_far_it_is(
    cast: Cast, teach: Teach, visit: Visit, settings: Any
) -> None:
    settings.MLFLOW_TRACKING_URI = "http://127.0.0.1:9"
    teach(16)
    page = visit(cast.admin, "/models/")
    page.get_by_role("button", name="Train a model").click()
    expect(page.get_by_text("A model is being trained").first).to_be_visible()
    # MLflow is away in this house: the job ends with a reason, and the page tells it.
    job_runs.run_train(Job.objects.get(kind="train").pk)
    expect(page.get_by_text("The last training failed.")).to_be_visible()


def test_a_model_is_trained_promoted_and_rolled_back(
    cast: Cast, teach: Teach, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = teach(12)
    label(cast.admin, cast.tender, "tender", 3)
    page = visit(cast.admin, "/models/")
    page.get_by_role("button", name="Train a model").click()
    expect(page.get_by_text("A model is being trained").first).to_be_visible()
    monkeypatch.setattr(training_process, "run", _train_here)
    job_runs.run_train(Job.objects.get(kind="train").pk)
    second = TrainedModel.objects.latest("pk")
    expect(page.get_by_role("link", name=f"Model {second.pk}").first).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("row", name=f"Model {second.pk}").get_by_role("button").click()
    expect(page.get_by_text(f"Model {second.pk} serves now.")).to_be_visible()
    page.get_by_role("button", name="Roll back to it").click()
    expect(page.get_by_text(f"Model {first.pk} serves now.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.get_by_role("link", name=f"The training has ended: model {second.pk}").click()
    expect(page).to_have_url(re.compile(f"/models/{second.pk}/"))
    expect(page.locator(".dot-count")).to_have_count(0)


def _train_here(job: Job) -> None:
    """What the training's own process does, which sees none of a test's storage."""
    with jobs.running(job):
        trained = training.train(actor=job.created_by, watch=jobs.watcher(job))
        job.result = trained.as_result()
        job.save(update_fields=["result"])


def test_the_language_switches_in_the_header(cast: Cast, visit: Visit) -> None:
    page = visit(cast.editor, "/documents/")
    page.get_by_role("button", name="ru").click()
    expect(page.get_by_role("heading", name="Документы", exact=True)).to_be_visible()
    page.get_by_role("button", name="en").click()
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()


def test_a_second_person_sees_nothing_of_it(cast: Cast, visit: Visit) -> None:
    document = read_document(cast.editor, "Secret words", project=cast.tender)
    page = visit(cast.stranger, "/documents/?q=secret")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    page.goto(f"/documents/{document.pk}/")
    expect(page.get_by_text("There is no such object.").first).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("tender")
    expect(page.locator("#palette").get_by_text("Nothing fits")).to_be_visible()


def test_the_palette_goes_anywhere(cast: Cast, visit: Visit) -> None:
    page = visit(cast.editor, "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("tender")
    expect(offered(page, "Tender 2027")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tender 2027")).to_be_visible()


def test_the_theme_is_remembered(cast: Cast, visit: Visit) -> None:
    page = visit(cast.editor, "/", color_scheme="light")
    page.get_by_role("button", name="Light or dark").click()
    assert _theme(page) == "dark"
    page.reload()
    assert _theme(page) == "dark"


def _theme(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.theme"))

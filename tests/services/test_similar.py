"""Similar documents: the nearest that people placed and that the reader may see."""

from core.services.champion.similar import similar_documents
from tests.cast import Cast, Client, read_document
from tests.teaching import Teach, sentence


def test_the_nearest_of_ones_own(cast: Cast, teach: Teach, client_of: Client) -> None:
    url = "/api/v1/documents/{}/similar/?most=3"
    asked = read_document(cast.editor, sentence("tender", 900))
    client = client_of(cast.editor)
    assert client.get(url.format(asked.pk)).status_code == 503
    teach(12)
    answer = read_document(cast.editor, sentence("tender", 900), project=cast.tender)
    found = client.get(url.format(asked.pk)).json()
    assert found[0]["document"] == answer.pk
    assert found[0]["similarity"] > found[1]["similarity"] > 0
    assert {one["project_name"] for one in found} == {"Tender 2027"}
    assert len(found) == 3
    theirs = read_document(cast.stranger, sentence("tender", 901))
    near = similar_documents(cast.stranger, theirs)
    assert {one.document.project for one in near} <= {cast.lease}
    assert asked.pk not in {
        one.document.pk for one in similar_documents(cast.admin, asked)
    }


def test_a_broken_file_is_like_nothing(cast: Cast, teach: Teach) -> None:
    teach(12)
    broken = read_document(cast.editor, b"", name="empty.pdf")
    assert similar_documents(cast.editor, broken) == []

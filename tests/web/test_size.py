from pathlib import Path

from django.contrib.staticfiles import finders

MOST = 150 * 1024


def test_scripts_and_styles_stay_small() -> None:
    found = finders.find("web/web.css")
    assert found is not None
    ours = Path(found).parent
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert htmx is not None
    files = [*ours.rglob("*.css"), *ours.rglob("*.js"), Path(htmx)]
    assert sum(file.stat().st_size for file in files) < MOST

"""A real Chromium against a real server: skipped, loudly, where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from core.models import User

CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("google-chrome")
)
# Two pages of the browser's own for each window's address bar, and a process in reserve,
# take as long as a test. Naming features replaces Playwright's own list: its last three stay.
UNNEEDED = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
    *("HttpsUpgrades", "PaintHolding", "OptimizationHints"),
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    f"--disable-features={','.join(UNNEEDED)}",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
]

Visit = Callable[..., Page]

# In ms: a page is waited for this long, on a machine that is busy with other tests.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser, one process: all browser tests go to the same worker of xdist."""
    why = "BROWSER TESTS SKIPPED: no Chromium; install it (apt-get install chromium) or name it by CHROMIUM."
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def no_task_left(transactional_db: None) -> Iterator[None]:
    """Procrastinate's tables are not Django's to flush after a test."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """Open a window of somebody's own, signed in; a page's errors fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def window(user: User | None = None, path: str = "/", **options: Any) -> Page:
        language = options.pop("language", "en")
        context = browser.new_context(
            base_url=live_server.url, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies(
            [_cookie(configured.LANGUAGE_COOKIE_NAME, language, live_server)]
        )
        if user is not None:
            client = Client()
            client.force_login(user)
            key = client.cookies[configured.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [_cookie(configured.SESSION_COOKIE_NAME, key, live_server)]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _note(errors, message))
        page.goto(path)
        return page

    yield window
    for context in contexts:
        context.close()
    assert errors == []


def _cookie(name: str, value: str, live_server: Any) -> Any:
    return {"name": name, "value": value, "url": live_server.url}


def _note(errors: list[str], message: Any) -> None:
    """Scripts' errors and broken content policy count; a refused request is an answer."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        errors.append(message.text)


def offered(page: Page, name: str) -> Locator:
    """A line of the palette."""
    return page.locator("#palette").get_by_role("option", name=name)

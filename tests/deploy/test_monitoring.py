"""Rules, dashboard and the list of metrics speak of the same series."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.files import ROOT, load_yaml

MONITORING = ROOT / "deploy" / "monitoring"
SERIES = re.compile(r"\bunidoc_[a-z0-9_]+")
SUFFIXES = ("_bucket", "_sum", "_count")


def metrics() -> dict[str, dict[str, Any]]:
    return {m["name"]: m for m in load_yaml(MONITORING / "metrics.yaml")["metrics"]}


def rules() -> list[dict[str, Any]]:
    groups = load_yaml(MONITORING / "prometheus" / "alerts.yml")["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboards() -> list[tuple[Path, dict[str, Any]]]:
    folder = MONITORING / "grafana" / "dashboards"
    return [(path, json.loads(path.read_text())) for path in folder.glob("*.json")]


def expressions() -> list[str]:
    panels = [p for _, board in dashboards() for p in board["panels"]]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    return [*shown, *(rule["expr"] for rule in rules())]


def metric_of(series: str) -> str:
    """The metric that exports a series: a histogram has three."""
    for suffix in SUFFIXES:
        base = series.removesuffix(suffix)
        if base != series and metrics().get(base, {}).get("type") == "histogram":
            return base
    return series


def test_every_series_in_use_is_listed() -> None:
    used = {metric_of(name) for text in expressions() for name in SERIES.findall(text)}
    assert used <= set(metrics())


def test_every_listed_metric_is_looked_at() -> None:
    used = {metric_of(name) for text in expressions() for name in SERIES.findall(text)}
    assert set(metrics()) - used == set()


@pytest.mark.parametrize("metric", metrics().values(), ids=lambda m: m["name"])
def test_a_metric_follows_the_conventions(metric: dict[str, Any]) -> None:
    assert set(metric) == {"name", "type", "labels", "help"}
    assert metric["type"] in {"counter", "gauge", "histogram"}
    assert metric["name"].endswith("_total") == (metric["type"] == "counter")
    if metric["type"] == "histogram":
        assert metric["name"].endswith("_seconds")


def test_labels_in_use_are_labels_of_the_metric() -> None:
    matcher = re.compile(r"(unidoc_[a-z0-9_]+)\{([^}]*)\}")
    for text in expressions():
        for series, labels in matcher.findall(text):
            named = set(re.findall(r"(\w+)\s*[=!]", labels)) - {"le"}
            assert named <= set(metrics()[metric_of(series)]["labels"]), text


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["for"]
    assert set(rule["annotations"]) == {"summary", "description", "runbook"}
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert anchor == rule["alert"].lower()
    headings = re.findall(r"^## (\w+)$", (ROOT / page).read_text(), flags=re.M)
    assert rule["alert"] in headings


def test_panels_have_a_place_a_name_and_our_data_source() -> None:
    [(_, board)] = dashboards()
    shown = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert len({panel["title"] for panel in shown}) == len(shown)
    provisioned = load_yaml(
        MONITORING / "grafana/provisioning/datasources/prometheus.yml"
    )["datasources"][0]["uid"]
    for panel in shown:
        assert panel["datasource"]["uid"] == provisioned
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


def test_panels_do_not_overlap() -> None:
    [(_, board)] = dashboards()
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells

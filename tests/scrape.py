"""Reading /metrics as Prometheus does."""

from django.test import Client
from prometheus_client.parser import text_string_to_metric_families


def scrape(client: Client | None = None) -> str:
    answer = (client or Client()).get("/metrics")
    assert answer.status_code == 200
    return answer.content.decode()


def value(text: str, name: str, **labels: str) -> float | None:
    """The sample of this name and labels, None when there is none."""
    own = "\n".join(line for line in text.splitlines() if line.startswith(name))
    for family in text_string_to_metric_families(own):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def gauge(name: str) -> float | None:
    """The number that /metrics tells at this moment."""
    return value(scrape(), name)

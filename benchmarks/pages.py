"""The first paint of every page of the web application, in a large archive at work.

``python -m benchmarks.pages [--documents 10000] [--times 7] [--seed 0]``

Every address of the web application's URL configuration that answers a GET is asked of the
server in this process by an administrator: once to begin with, then several times; and by
a reviewer who is a member of three projects, where such a one may ask. An address that the benchmark can't make up ends it. CPU time is that of this process and its
PostgreSQL backend: what a machine with nothing else to do would need.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from benchmarks.large_archive import grow, house
from benchmarks.moment import Moment, now
from benchmarks.table import Column, markdown_table

if TYPE_CHECKING:
    from benchmarks.busy_house import Busy

# What the number in an address that begins like this names, longest first.
ABOUT = {
    "administration/jobs/": "training",
    "administration/users/": "person",
    "documents/filters/": "kept_filter",
    "documents/<int:pk>/compare/": "versions",
    "documents/<int:pk>/versions/": "versions",
    "models/training/": "training",
    "batches/": "batch",
    "documents/": "document",
    "models/": "model",
    "notifications/": "notification",
    "projects/": "project",
    "review/": "document",
    "tasks/": "task",
}
# What else an address may carry.
OTHERS = {
    "member": "member",
    "number": 1,
    "uidb64": "MQ",
    "token": "set-password",
}
# What a page has to be asked.
ASKED = {"documents/<int:pk>/compare/": "?from=1&to=2"}
# Questions that a page answers besides.
ALSO = (
    "/documents/?q=договор",
    "/documents/?q=договор&state=people&kind=pdf",
    "/palette/?q=договор",
    "/tasks/?q=договор",
    "/models/{model}/tested/?wrong",
    "/administration/audit/?action=document.decide",
)
Record = dict[str, Any]


class UnknownAddress(LookupError):
    """A route of the web application that the benchmark can't ask for."""


def addresses(busy: Busy) -> Iterator[str]:
    """An address of each route of the web application, and some questions more."""
    from core.web.urls import urlpatterns

    for pattern in urlpatterns:
        route = str(pattern.pattern)
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        path = re.sub(r"<(?:\w+:)?(\w+)>", "{\\1}", route)
        path = path.format(**{name: _value(name, route, busy) for name in names})
        yield f"/{path}{ASKED.get(route, '')}"
    for path in ALSO:
        yield path.format(model=busy.model)


def _value(name: str, route: str, busy: Busy) -> object:
    if name in OTHERS:
        return getattr(busy, str(OTHERS[name]), OTHERS[name])
    if route.startswith("profile/tokens/"):
        return "00000000-0000-0000-0000-000000000000"
    for begin, about in ABOUT.items():
        if name == "pk" and route.startswith(begin):
            return getattr(busy, about)
    raise UnknownAddress(f"{route}: say in ABOUT or OTHERS what <{name}> is.")


def measure(address: str, client: Any, reader: Any, times: int) -> Record | None:
    """None for what takes no GET."""
    first = _spent(client, address)
    answer = client.get(address)
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return None
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise UnknownAddress(f"{address} answers {answer.status_code}.")
    spent = [_spent(client, address) for _ in range(times)]
    may_read = reader.get(address).status_code < HTTPStatus.BAD_REQUEST
    read = [_spent(reader, address) for _ in range(times * may_read)]
    return {
        "page": f"`{address}`",
        "status": answer.status_code,
        "first": first.cpu,
        "cpu": statistics.median(one.cpu for one in spent),
        "wall": statistics.median(one.wall for one in spent),
        "reader": statistics.median(one.cpu for one in read) if read else None,
        "kb": len(b"".join(answer)) / 1000,
    }


def _spent(client: Any, address: str) -> Moment:
    begun = now()
    b"".join(client.get(address))
    return now() - begun


def _whole(name: str) -> Any:
    return lambda record: None if record[name] is None else f"{record[name]:.0f}"


COLUMNS = (
    Column("page", lambda r: r["page"]),
    Column("status", lambda r: r["status"]),
    Column("first time, CPU ms", _whole("first")),
    Column("CPU ms", _whole("cpu")),
    Column("ms", _whole("wall")),
    Column("a member, CPU ms", _whole("reader")),
    Column("kB", _whole("kb")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with house():
        grow(options.documents, chance)
        from django.test import Client

        from benchmarks.busy_house import fill

        busy = fill(chance)
        clients = Client(), Client()
        for client, user in zip(clients, (busy.user, busy.reader), strict=True):
            client.force_login(user)
            client.get("/")  # what a process does once
        found = [measure(one, *clients, options.times) for one in addresses(busy)]
    records = [one for one in found if one is not None]
    print(
        markdown_table(COLUMNS, sorted(records, key=lambda r: (-r["cpu"], r["page"])))
    )


if __name__ == "__main__":
    main()

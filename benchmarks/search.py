"""How long a search takes in archives of different size.

``python -m benchmarks.search [--documents 10000 100000] [--queries 200] [--seed 0]``

Two words of a document's text with one or two filters, asked by an administrator, by a member
of three projects and by a newcomer; the page of fifty rows with its snippets is read to the end.
CPU time is what a machine with nothing else to do would need.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.large_archive import grow, house
from benchmarks.moment import now

PAGE = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with house():
        for documents in sorted(options.documents):
            seconds = _seconds(partial(grow, documents, chance))
            print(f"\n{documents:,} documents, made in {seconds:.0f} s\n")
            _search(options.queries, chance)


def _search(queries: int, chance: random.Random) -> None:
    from core.selectors.search import search

    print("| two words | asked by | p50, ms | p95, ms | CPU p50 | CPU p95 | found |")
    print("|---|---|---|---|---|---|---|")
    people = _people()
    for kind in ("frequent", "of one document"):
        for name, user in people.items():
            asked = [_wanted(kind, chance) for _ in range(queries)]
            search(user, asked[0], 0, PAGE)
            spent, found = [], 0
            for wanted in asked:
                begun = now()
                found += bool(search(user, wanted, 0, PAGE).total)
                spent.append(now() - begun)
            wall = _cuts([one.wall for one in spent])
            cpu = _cuts([one.cpu for one in spent])
            print(f"| {kind} | {name} | {wall} | {cpu} | {found / queries:.0%} |")


def _cuts(spent: list[float]) -> str:
    return (
        f"{statistics.median(spent):.0f} | {statistics.quantiles(spent, n=20)[-1]:.0f}"
    )


def _people() -> dict[str, Any]:
    from core.models import Membership, Project, User

    def person(name: str, **values: Any) -> User:
        return User.objects.get_or_create(username=name, defaults=values)[0]

    member = person("member-of-three")
    for project in Project.objects.order_by("pk")[:3]:
        Membership.objects.get_or_create(
            user=member, project=project, defaults={"role": "viewer"}
        )
    return {
        "administrator": person("boss", is_staff=True),
        "member of 3 of 19 projects": member,
        "newcomer": person("newcomer"),
    }


def _wanted(kind: str, chance: random.Random) -> Any:
    from core.models import Extraction, Project
    from core.selectors.document_search import Wanted

    last = Extraction.objects.latest("pk").pk
    text = ""
    while len(words := sorted(set(re.findall(r"[^\W\d_]{5,}", text)))) < 2:
        found = Extraction.objects.filter(pk__gte=chance.randint(1, last))
        text = found.order_by("pk").values_list("text", flat=True)[0]
    typed = (
        ["договор", chance.choice(words)]
        if kind == "frequent"
        else chance.sample(words, 2)
    )
    filters: list[dict[str, Any]] = [
        {"language": chance.choice(["ru", "en"])},
        {"project": chance.choice(list(Project.objects.values_list("pk", flat=True)))},
        {"kind": "pdf", "status": "filed"},
        {"state": "people", "tag": "срочно"},
    ]
    return Wanted(words=" ".join(typed), **chance.choice(filters))


def _seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

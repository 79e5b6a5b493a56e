"""The facts of a scene as strings, in Russian and in English."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from itertools import starmap
from types import ModuleType

from core.sampledata import english, russian
from core.sampledata.people import DIRECTOR, Company, Person, staff, us
from core.sampledata.phrases import capital
from core.sampledata.russian import Case, decline, decline_role, initials, is_feminine
from core.sampledata.scene import Line, Scene

Facts = dict[str, str]

_CASES: tuple[Case, ...] = ("gen", "dat", "acc", "ins")
_NO_VAT = frozenset({"registr", "interior", "lawyers", "staffing", "safety"})

_COUNTED = frozenset({"set", "month", "hour", "seat", "person", "day"})

# The deal: what we call the contract, who pays, who performs.
_DEALS = {
    "lease": ("аренды нежилых помещений", "Арендатор", "Арендодатель"),
    "supply": ("поставки", "Покупатель", "Поставщик"),
    "works": ("подряда", "Заказчик", "Подрядчик"),
    "service": ("возмездного оказания услуг", "Заказчик", "Исполнитель"),
}
_DEALS_EN = {
    "lease": ("lease", "Tenant", "Landlord"),
    "supply": ("supply", "Buyer", "Seller"),
    "works": ("works", "Customer", "Contractor"),
    "service": ("service", "Customer", "Contractor"),
}


def facts(scene: Scene) -> Facts:
    """Everything that a text may name in braces."""
    common = _numbers(scene) | _files(scene)
    if scene.language == "en":
        return common | _dates(scene, english) | _english(scene)
    return common | _dates(scene, russian) | _russian(scene)


def _numbers(scene: Scene) -> Facts:
    year, earlier = scene.day.year % 100, scene.contract_day.year % 100
    return {
        "no": f"{scene.number}/{year}",
        "no_n": str(scene.number),
        "seq": str(scene.reference % 4 + 1),
        "seq_p": str(scene.reference % 48 + 1),
        "ref": f"{scene.reference}/{earlier}",
        "ref_no": str(scene.reference * 3 + 11),
        "lines": str(len(scene.lines)),
        "due_year": str(scene.day.year + (scene.day.month > 6)),
        "phone": f"(812) 555-{scene.reference % 90 + 10:02d}-{scene.number % 90 + 10:02d}",
    }


def _files(scene: Scene) -> Facts:
    year, earlier = scene.day.year % 100, scene.contract_day.year % 100
    return {
        "no_file": f"{scene.number}-{year}",
        "ref_file": f"{scene.reference}-{earlier}",
        "them_file": scene.company.key,
        "month_file": f"{scene.day:%Y-%m}",
        "date_s_file": f"{scene.day:%Y-%m-%d}",
        "stamp": f"{scene.day:%Y%m%d}_{scene.number:04d}",
    }


def _dates(scene: Scene, forms: ModuleType) -> Facts:
    saturday = scene.due + timedelta(days=5 - scene.due.weekday())
    days = {
        "date": scene.day,
        "due": scene.due,
        "past": scene.past,
        "weekend": saturday,
    }
    named = {name: forms.long_date(day) for name, day in days.items()}
    short = {f"{name}_s": forms.short_date(day) for name, day in days.items()}
    return (
        named
        | short
        | {
            "ref_date": forms.long_date(scene.contract_day),
            "ref_s": forms.short_date(scene.contract_day),
            "month": forms.month(scene.day),
            "prev_month": forms.month(scene.day.replace(day=1) - timedelta(days=1)),
        }
    )


def _parties(scene: Scene) -> tuple[Company, Company]:
    """The one who pays and the one who performs."""
    return (scene.company, us()) if scene.company.client else (us(), scene.company)


def tax_number(company: Company) -> str:
    """Ten digits of the right look; of a region that does not exist."""
    return f"00{random.Random(company.key).randrange(10**7, 10**8)}"  # noqa: S311


# Russian


def _russian(scene: Scene) -> Facts:
    boss = staff()[DIRECTOR]
    known: Facts = {
        "us": us().ru,
        "them": scene.company.ru,
        "city": scene.company.city,
        "subject": scene.subject,
        "Subject": capital(scene.subject),
        "subject_gen": scene.subject_gen,
        "Boss_post": capital(boss.post),
    }
    for prefix, person in zip(("me", "p1", "p2", "p3"), scene.team, strict=True):
        known |= _person(prefix, person)
    known |= _person("boss", boss) | _person("they", scene.company.contact)
    feminine = is_feminine(scene.team[0].ru)
    known |= {
        "a": known["me_a"],
        "sya": "ась" if feminine else "ся",
        "Me_post": capital(known["me_post"]),
        "dear": "Уважаемая" if is_feminine(scene.company.contact.ru) else "Уважаемый",
    }
    return known | _deal(scene.deal, *_parties(scene)) | _sums(scene)


@cache
def _person(prefix: str, person: Person) -> Facts:
    forms = {case: decline(person.ru, case) for case in _CASES}
    feminine = is_feminine(person.ru)
    known = {
        "": initials(person.ru),
        "_a": "а" if feminine else "",
        "_adj": "ой" if feminine else "ым",
        "_io": person.ru.partition(" ")[2],
        "_post": person.post,
        "_post_gen": person.post_gen,
        "_post_acc": person.post_gen,
    }
    known |= {f"_{case}": initials(form) for case, form in forms.items()}
    known |= {f"_{case}_full": form for case, form in forms.items()}
    return {prefix + name: form for name, form in known.items()}


@cache
def _deal(deal: str, *parties: Company) -> Facts:
    name, payer, performer = _DEALS[deal]
    known = {"deal": name, "DEAL": name.upper(), "C": payer, "K": performer}
    known |= {f"C_{case}": decline_role(payer, case) for case in _CASES}
    known |= {f"K_{case}": decline_role(performer, case) for case in _CASES}
    for side, company in zip(("customer", "contractor"), parties, strict=True):
        head = company.head
        known |= {
            side: company.ru,
            f"{side}_boss": f"{head.post_gen} {decline(head.ru, 'gen')}",
            f"{side}_acts": "действующей" if is_feminine(head.ru) else "действующего",
            f"{side}_sign": initials(head.ru),
            f"{side}_inn": tax_number(company),
            f"{side}_city": company.city,
        }
    return known


def vat_rate(day: date) -> int:
    """The general Russian VAT rate in per cent: 20 up to the end of 2025, then 22."""
    return 20 if day.year < 2026 else 22


def _sums(scene: Scene) -> Facts:
    total, rate = scene.total, vat_rate(scene.day)
    taxed = scene.company.key not in _NO_VAT
    vat = round(total * rate / (100 + rate)) if taxed else 0
    tax = russian.money(vat)
    return {
        "sum": russian.money(total),
        "words": russian.money_in_words(total),
        "net": russian.money(total - vat),
        "advance": russian.money(_share(total)),
        "vat_line": f"В том числе НДС {rate} %: {tax} руб." if taxed else "Без НДС.",
        "vat_clause": f"в том числе НДС {rate} % — {tax} руб."
        if taxed
        else "НДС не облагается в связи с применением УСН",
        "table": "\n".join(starmap(_russian_line, enumerate(scene.lines, 1))),
    }


def _share(total: int) -> int:
    """About a third, in hundreds."""
    return total * 3 // 10 // 10_000 * 10_000 or total


def _russian_line(place: int, line: Line) -> str:
    price, amount = russian.money(line.price), russian.money(line.amount)
    return (
        f"{place}. {line.name} — {line.quantity} {line.unit} × {price} = {amount} руб."
    )


# English


def _english(scene: Scene) -> Facts:
    boss = staff()[DIRECTOR]
    known: Facts = {
        "us": us().en,
        "them": scene.company.en,
        "city": scene.company.city_en,
        "subject": scene.subject,
        "boss": boss.en,
        "boss_post": boss.post_en,
        "they": scene.company.contact.en,
        "they_first": scene.company.contact.en.partition(" ")[0],
    }
    for prefix, person in zip(("me", "p1", "p2", "p3"), scene.team, strict=True):
        known[prefix] = person.en
        known[f"{prefix}_first"] = person.en.partition(" ")[0]
        known[f"{prefix}_post"] = person.post_en
    known["Me_post"] = capital(known["me_post"])
    return known | _english_deal(scene) | _english_sums(scene)


def _english_deal(scene: Scene) -> Facts:
    name, payer, performer = _DEALS_EN[scene.deal]
    known = {"deal": capital(name), "DEAL": name.upper(), "C": payer, "K": performer}
    for side, company in zip(("customer", "contractor"), _parties(scene), strict=True):
        known[side] = company.en
        known[f"{side}_sign"] = company.head.en
        known[f"{side}_city"] = company.city_en
    return known


def _english_sums(scene: Scene) -> Facts:
    advance = _share(scene.total)
    return {
        "sum": english.money(scene.total),
        "words": english.money_in_words(scene.total),
        "advance": english.money(advance),
        "balance": english.money(scene.total - advance),
        "table": "\n".join(starmap(_english_line, enumerate(scene.lines, 1))),
    }


def _english_line(place: int, line: Line) -> str:
    price, amount = english.money(line.price), english.money(line.amount)
    unit = line.unit
    if line.quantity > 1 and unit in _COUNTED:
        unit += "s"
    return f"{place}. {line.name}: {line.quantity} {unit} x EUR {price} = EUR {amount}"

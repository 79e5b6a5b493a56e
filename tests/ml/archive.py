"""A small bilingual archive made by seed: four projects, overlapping words."""

from __future__ import annotations

import random

_SUBJECTS = {
    "contracts": (
        (
            "договор поставки аренды сторона обязуется оплата срок поставщик покупатель штраф "
            "расторжение подпись реквизиты неустойка приложение"
        ),
        "contract supplier buyer party liability term penalty payment signature annex",
    ),
    "incidents": (
        (
            "сбой сервер перезагрузка мониторинг дежурный журнал ошибка восстановление "
            "недоступность база отказ диск причина"
        ),
        "outage server restart monitoring log failure recovery database disk root cause",
    ),
    "people": (
        (
            "приказ отпуск сотрудник приём увольнение кадры должность оклад график "
            "работник стажировка премия"
        ),
        "leave employee hiring vacation salary position onboarding bonus schedule staff",
    ),
    "finance": (
        (
            "счёт оплата налог бюджет отчёт баланс платёж выручка расход квартал аудит "
            "проводка бухгалтерия"
        ),
        "invoice tax budget balance revenue expense quarter audit ledger payment report",
    ),
}
_COMMON = (
    "компания документ дата согласно настоящий пункт и в на по для с от",
    "company document date according section the of and to in for with",
)


def archive(per_class: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Texts and labels, half Russian, half English, in a mixed order."""
    rng = random.Random(seed)
    pairs = [
        (document(label, rng), label) for label in _SUBJECTS for _ in range(per_class)
    ]
    rng.shuffle(pairs)
    return [text for text, _ in pairs], [label for _, label in pairs]


def document(label: str, rng: random.Random) -> str:
    """About forty words of one project, a few of another one."""
    language = rng.randrange(2)
    other = rng.choice(list(_SUBJECTS))
    words = rng.choices(_SUBJECTS[label][language].split(), k=rng.randint(8, 16))
    words += rng.choices(_SUBJECTS[other][language].split(), k=rng.randint(0, 5))
    words += rng.choices(_COMMON[language].split(), k=rng.randint(10, 20))
    rng.shuffle(words)
    number = rng.randint(1, 999)
    return f"{words[0].capitalize()} № {number}\n" + " ".join(words) + "."

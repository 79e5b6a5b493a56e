"""Searches that people keep for themselves."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.exceptions import InvalidInput
from core.models import SavedFilter, User
from core.selectors.document_search import Wanted
from core.services import locks

MOST = 50


@transaction.atomic
def save_filter(*, actor: User, name: str, wanted: Wanted) -> SavedFilter:
    """Keep a filter under a name; one of the same name is replaced."""
    name = " ".join(name.split())[:80]
    if not name:
        raise InvalidInput.of("name", _("A filter needs a name."))
    locks.take_turns(f"saved-filters-{actor.pk}")
    same = actor.saved_filters.filter(name__iexact=name).first()
    if same is None and actor.saved_filters.count() >= MOST:
        raise InvalidInput(_("You have very many filters. Delete one first."))
    kept = same or SavedFilter(user=actor)
    kept.name, kept.wanted = name, wanted.stored()
    kept.save()
    return kept


def delete_filter(*, actor: User, kept: SavedFilter) -> None:
    actor.saved_filters.filter(pk=kept.pk).delete()

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import access
from core.api.base import Body, Reference
from core.api.serializers.jobs import JobOut
from core.choices import READ_LANGUAGES, BatchKind, DocumentStatus, Outcome
from core.models import Batch, BatchItem
from core.selectors import batches as selectors
from core.selectors.document_search import KINDS, ORDERS, STATES, Wanted
from core.services.batches import Plan, Selection

MOST_NAMED = 10_000
ACTIONS = [kind for kind in BatchKind.choices if kind[0] != BatchKind.IMPORT]


class WantedIn(Body):
    """What narrows a search; everything is optional."""

    q = serializers.CharField(
        max_length=200, required=False, allow_blank=True, source="words"
    )
    state = serializers.ChoiceField(choices=list(STATES), required=False)
    status = serializers.ChoiceField(choices=DocumentStatus.choices, required=False)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False)
    project = serializers.IntegerField(min_value=1, required=False)
    task = serializers.IntegerField(min_value=1, required=False)
    tag = serializers.CharField(max_length=64, required=False)
    language = serializers.ChoiceField(choices=READ_LANGUAGES, required=False)
    kind = serializers.ChoiceField(
        choices=list(KINDS), required=False, help_text="What kind of file it is."
    )
    owner = serializers.IntegerField(min_value=1, required=False)
    since = serializers.DateField(
        required=False, help_text="The first day, in the time zone of the house."
    )
    until = serializers.DateField(required=False, help_text="The last day.")
    order = serializers.ChoiceField(choices=list(ORDERS), required=False)


class SelectionIn(Body):
    """Documents by their ids, or all that fit a filter: exactly one of the two."""

    documents = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=1,
        max_length=MOST_NAMED,
        required=False,
    )
    filter = WantedIn(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("documents" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError(_("Send either “documents” or “filter”."))
        return attrs


class BatchIn(SelectionIn):
    """An act on documents; which of the last five fields it needs depends on the act."""

    action = serializers.ChoiceField(choices=ACTIONS)
    project = Reference(access.access_project, required=False, help_text="For move.")
    also_placed = serializers.BooleanField(
        required=False, help_text="For move: what people placed elsewhere moves, too."
    )
    tags = serializers.ListField(
        child=serializers.CharField(max_length=64),
        min_length=1,
        max_length=50,
        required=False,
        help_text="For tag and untag.",
    )
    model = Reference(
        access.access_model,
        required=False,
        help_text="For classification, by administrators: in place of the champion.",
    )
    error_budget = serializers.FloatField(
        min_value=0.001,
        max_value=0.5,
        required=False,
        help_text="For classification, by administrators: in place of the projects’ own.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        checked = super().validate(attrs)
        needed = {"move": "project", "tag": "tags", "untag": "tags"}
        name = needed.get(checked["action"])
        if name and name not in checked:
            raise serializers.ValidationError({name: _("This act needs it.")})
        return checked


def plan_of(given: dict[str, Any]) -> Plan:
    """A checked request as what the service takes."""
    params: dict[str, object] = {
        name: given[name].pk if name in ("project", "model") else given[name]
        for name in ("project", "also_placed", "tags", "model", "error_budget")
        if name in given
    }
    return Plan(
        kind=BatchKind(given["action"]), selection=selection_of(given), params=params
    )


def selection_of(given: dict[str, Any]) -> Selection:
    if "filter" in given:
        return Selection(wanted=Wanted(**given["filter"]))
    return Selection(documents=given["documents"])


class BatchOut(serializers.ModelSerializer[Batch]):
    action = serializers.CharField(source="kind", read_only=True)
    job = JobOut(read_only=True, allow_null=True)

    class Meta:
        model = Batch
        fields = [
            "id",
            "action",
            "state",
            "job",
            "created_by",
            "created_at",
            "applied_at",
            "undone_at",
        ]


class PlaceOut(serializers.Serializer[Any]):
    project = serializers.IntegerField(
        source="project.pk", allow_null=True, default=None
    )
    documents = serializers.IntegerField()


class TallyOut(serializers.Serializer[Any]):
    documents = serializers.IntegerField()
    foreseen = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="change, same, person, contradicts, forbidden, unreadable, unseen.",
    )
    results = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Of those that would change: waiting, done, skipped, undone, kept.",
    )
    places = PlaceOut(many=True)
    missing = serializers.ListField(
        child=serializers.IntegerField(), help_text="Asked for, and not there."
    )


class BatchDetail(BatchOut):
    tally = serializers.SerializerMethodField()

    class Meta(BatchOut.Meta):
        fields = [*BatchOut.Meta.fields, "tally"]

    @extend_schema_field(TallyOut)
    def get_tally(self, batch: Batch) -> Any:
        return TallyOut(selectors.tally(self.context["reader"], batch)).data


class BatchItemOut(serializers.ModelSerializer[BatchItem]):
    title = serializers.CharField(source="document.title", read_only=True)
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    class Meta:
        model = BatchItem
        fields = [
            "id",
            "document",
            "title",
            "foreseen",
            "state",
            "reason",
            "before",
            "after",
        ]

    @extend_schema_field(serializers.DictField())
    def get_before(self, item: BatchItem) -> Any:
        return self._shown(item.before)

    @extend_schema_field(serializers.DictField())
    def get_after(self, item: BatchItem) -> Any:
        return self._shown(item.after)

    def _shown(self, state: dict[str, Any]) -> dict[str, Any]:
        """The readable part of a state; a project that is hidden is not named."""
        kept = ("project", "tags", "trashed", "outcome", "probability")
        shown = {name: state[name] for name in kept if name in state}
        if shown.get("project") not in self.context["projects"]:
            shown.pop("project", None)
        return shown

"""Classifying, training, models."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from core import access
from core.api.base import Resource
from core.api.serializers.jobs import JobOut
from core.api.serializers.learning import (
    ClassifyIn,
    ClassifyOut,
    ModelDetail,
    ModelOut,
    PaperQuery,
)
from core.api.serializers.monitoring import TestedOut, TestedQuery
from core.api.views.documents import UPLOAD_PARSERS
from core.choices import ModelState
from core.models import Job, TrainedModel
from core.selectors import models as selectors
from core.selectors.side_by_side import shown_gate
from core.selectors.tested import Asked, tested_documents
from core.services.champion import classification, promise
from core.services.texts import reading
from core.services.texts.text import compose
from core.services.trainings import model_papers, promotion, training

# So many of a model's tested documents are listed; narrow them to see others.
MOST_TESTED = 1000


class Classify(Resource):
    """Where a text or file would be filed; nothing is stored."""

    queryset = TrainedModel.objects.none()
    serializer_class = ClassifyOut
    pagination_class = None
    parser_classes = UPLOAD_PARSERS
    throttle_scope = "classify"

    @extend_schema(
        request={"application/json": ClassifyIn, "multipart/form-data": ClassifyIn},
        responses={200: ClassifyOut},
    )
    def create(self, request: Request) -> Response:
        given = self.valid(ClassifyIn)
        text, file_name = given.get("text", ""), ""
        if "file" in given:
            text, file_name = reading.read_upload(given["file"])
        composed = compose(text=text, title=given.get("title", ""), file_name=file_name)
        shown = access.visible_projects(self.actor)
        answer = classification.ask_for(composed, shown)
        return Response(ClassifyOut(_shown(answer)).data)


def _shown(answer: classification.Answer) -> dict[str, Any]:
    candidates = [
        {
            "project": one.project.pk,
            "name": one.project.name,
            "probability": one.probability,
        }
        for one in answer.candidates
    ]
    return {
        "outcome": answer.outcome,
        "project": answer.project.pk if answer.project else None,
        "name": answer.project.name if answer.project else None,
        "probability": answer.probability,
        "score": answer.score,
        "threshold": answer.threshold,
        "candidates": candidates,
        "model": answer.model.pk,
    }


class Training(Resource):
    """Ask for a new model."""

    queryset = Job.objects.none()
    serializer_class = JobOut
    pagination_class = None

    @extend_schema(request=None, responses={202: JobOut})
    def create(self, request: Request) -> Response:
        job = training.request_training(actor=self.actor)
        return Response(
            JobOut(job).data,
            status=HTTP_202_ACCEPTED,
            headers={"Location": f"/api/v1/jobs/{job.pk}/"},
        )


class ModelFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ModelState.choices)

    class Meta:
        model = TrainedModel
        fields: list[str] = []


@extend_schema_view(retrieve=extend_schema(responses=ModelDetail))
class Models(Resource):
    queryset = TrainedModel.objects.none()
    serializer_class = ModelOut
    filterset_class = ModelFilter
    query_parameters = {
        "report": frozenset({"language", "kind"}),
        "tested": frozenset({"truth", "said", "wrong"}),
    }

    def list(self, request: Request) -> Response:
        return self.page(selectors.list_models())

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._shown(access.access_model(self.actor, pk))

    @extend_schema(
        parameters=[PaperQuery],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True)
    def report(self, request: Request, pk: str) -> HttpResponse:
        """The report as a page, as data, or the model card; always as a download."""
        model = access.access_model(self.actor, pk)
        query = PaperQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        paper = model_papers.paper(self.actor, model, **query.validated_data)
        return HttpResponse(
            paper.content,
            headers={
                "Content-Type": f"{paper.media_type}; charset=utf-8",
                "Content-Disposition": content_disposition_header(
                    as_attachment=True, filename=paper.name
                ),
                "Content-Security-Policy": "sandbox; default-src 'none'; "
                "style-src 'unsafe-inline'; img-src data:",
            },
        )

    @extend_schema(parameters=[TestedQuery], responses=TestedOut(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def tested(self, request: Request, pk: str) -> Response:
        """The held-out documents behind the figures that you may see, the surest first."""
        model = access.access_model(self.actor, pk)
        query = TestedQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = tested_documents(self.actor, model, Asked(**query.validated_data))
        return Response(TestedOut(found[:MOST_TESTED], many=True).data)

    @extend_schema(request=None, responses=ModelDetail)
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, pk: str) -> Response:
        """Make this model the one that serves, in every process."""
        model = access.access_model(self.actor, pk)
        return self._shown(promotion.promote(actor=self.actor, model=model))

    @extend_schema(request=None, responses=ModelDetail)
    @action(detail=True, methods=["post"], url_path="resume-filing")
    def resume_filing(self, request: Request, pk: str) -> Response:
        """Let a model file by itself again that broke the error budget."""
        model = access.access_model(self.actor, pk)
        return self._shown(promise.resume_filing(actor=self.actor, model=model))

    @extend_schema(request=None, responses=ModelDetail)
    @action(detail=False, methods=["post"])
    def rollback(self, request: Request) -> Response:
        """Let the model serve again that served before this one."""
        return self._shown(promotion.roll_back(actor=self.actor))

    def _shown(self, model: TrainedModel) -> Response:
        shown = {
            "report": selectors.shown_report(self.actor, model),
            "gate": shown_gate(self.actor, model),
        }
        return Response(ModelDetail(model, context=shown).data)

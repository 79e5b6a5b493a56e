"""A model at work: live truth, drift; and what is missing for the next one."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.base import Resource
from core.api.serializers.monitoring import DriftLookOut, LiveTruthOut, ReadinessOut
from core.models import DriftLook, TrainedModel
from core.selectors import live_truth, model_page
from core.selectors.drift import looks, shown_look
from core.selectors.models import champion, missing_for_training, paused_text


class LiveTruth(Resource):
    queryset = TrainedModel.objects.none()
    serializer_class = LiveTruthOut
    pagination_class = None
    filter_backends = []

    @extend_schema(responses=LiveTruthOut)
    def list(self, request: Request) -> Response:
        """Accuracy from people's answers, week by week, against the error budget."""
        model = champion()
        found = {
            "model": model.pk if model else None,
            "filing_paused_at": model.filing_paused_at if model else None,
            "filing_paused_because": paused_text(model) if model else "",
            "sample": live_truth.sample_of(model) if model else None,
            "weeks": live_truth.weeks(timezone.now() - live_truth.HALF_A_YEAR),
        }
        return Response(LiveTruthOut(found).data)


class Drift(Resource):
    queryset = DriftLook.objects.none()
    serializer_class = DriftLookOut

    def list(self, request: Request) -> Response:
        """The looks at the champion's documents, with what you may see of an alarm."""
        rows = self.paginate_queryset(self.filter_queryset(looks()))
        shown = [shown_look(self.actor, look) for look in rows or ()]
        return self.get_paginated_response([DriftLookOut(one).data for one in shown])


class Readiness(Resource):
    queryset = TrainedModel.objects.none()
    serializer_class = ReadinessOut
    pagination_class = None
    filter_backends = []

    @extend_schema(responses=ReadinessOut)
    def list(self, request: Request) -> Response:
        """What is missing for a first model, and for a better one, project by project."""
        found = {
            "missing": missing_for_training(),
            "projects": model_page.readiness(self.actor),
        }
        return Response(ReadinessOut(found).data)

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core import access
from core.api.base import Resource
from core.api.filters import IdFilter
from core.api.serializers.jobs import JobOut
from core.choices import JobKind, JobState
from core.models import Job
from core.services import jobs


class JobFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=JobKind.choices)
    state = filters.MultipleChoiceFilter(choices=JobState.choices)
    document = IdFilter(field_name="version__document_id")

    class Meta:
        model = Job
        fields: list[str] = []


class Jobs(Resource):
    """Your jobs; administrators see everybody's."""

    queryset = Job.objects.none()
    serializer_class = JobOut
    filterset_class = JobFilter

    def list(self, request: Request) -> Response:
        return self.page(access.visible_jobs(self.actor).select_related("version"))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(JobOut(access.access_job(self.actor, pk)).data)

    @extend_schema(request=None, responses=JobOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop a queued job, or a running one at its next step."""
        job = access.access_job(self.actor, pk)
        return Response(JobOut(jobs.cancel(actor=self.actor, job=job)).data)

    @extend_schema(request=None, responses=JobOut)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Queue a failed or cancelled job again."""
        job = access.access_job(self.actor, pk)
        return Response(JobOut(jobs.retry(actor=self.actor, job=job)).data)

from rest_framework import serializers

from core.models import Job


class JobOut(serializers.ModelSerializer[Job]):
    document = serializers.IntegerField(
        source="version.document_id", read_only=True, allow_null=True, default=None
    )
    reason = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "state",
            "step",
            "progress",
            "reason",
            "document",
            "result",
            "created_at",
            "started_at",
            "finished_at",
        ]

    def get_reason(self, job: Job) -> dict[str, str] | None:
        if not job.failure_code:
            return None
        return {"code": job.failure_code, "message": job.failure_reason}

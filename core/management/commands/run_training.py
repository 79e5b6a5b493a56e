from typing import Any

from django.core.management.base import CommandParser

from core.management.console import QuickCommand
from core.models import Job
from core.services.trainings import training_child


class Command(QuickCommand):
    help = "The child of a training job; a worker or `manage.py train` starts it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        job = Job.objects.select_related("created_by").get(pk=options["job"])
        training_child.run(job)

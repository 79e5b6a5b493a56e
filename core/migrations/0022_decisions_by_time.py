from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # nobody waits: documents are decided about meanwhile
    dependencies = [
        ('core', '0021_search_windows'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='decision',
            index=models.Index(fields=['created_at'], name='decision_created'),
        ),
    ]

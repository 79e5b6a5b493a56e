from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0021_search_windows'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['created_at'], name='decision_created'),
        ),
    ]

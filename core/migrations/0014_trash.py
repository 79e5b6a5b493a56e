"""Emptying the trash: tombstones, and the one change that the audit trail then allows.

With ``unidoc.purge`` on, an audit event's ``before`` and ``after`` may be cut; all else of it
stays as it was written.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


FUNCTION = """
CREATE OR REPLACE FUNCTION unidoc_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('unidoc.purge', true) = 'on' THEN
        IF TG_OP = 'DELETE' AND {deletable} THEN
            RETURN OLD;
        END IF;
        {cut}
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""
CUT = """
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'core_auditevent'
            AND to_jsonb(NEW) - ARRAY['before', 'after']
              = to_jsonb(OLD) - ARRAY['before', 'after'] THEN
            RETURN NEW;
        END IF;
"""
NOW = FUNCTION.format(deletable="TG_TABLE_NAME <> 'core_auditevent'", cut=CUT)
BEFORE = FUNCTION.format(deletable="true", cut="")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0013_notifications'),
    ]

    operations = [
        migrations.RunSQL(NOW, BEFORE),
        migrations.AlterField(
            model_name='decision',
            name='undoes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='core.decision'),
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('read', 'reading a document'), ('train', 'training a model'), ('batch', 'many documents at once'), ('purge', 'emptying the trash')], max_length=12),
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.BigIntegerField(help_text='The number it had.', unique=True)),
                ('versions', models.PositiveIntegerField()),
                ('originals', models.JSONField(default=list)),
                ('trashed_at', models.DateTimeField()),
                ('purged_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.project')),
                ('purged_by', models.ForeignKey(blank=True, help_text='Nobody: the retention period did it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seen_by', models.ManyToManyField(blank=True, help_text='Models that were trained or measured on it.', related_name='tombstones', to='core.trainedmodel')),
            ],
            options={
                'verbose_name': 'tombstone',
                'verbose_name_plural': 'tombstones',
                'ordering': ('-id',),
            },
        ),
    ]

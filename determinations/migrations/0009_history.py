import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('determinations', '0008_letter_texts_and_kinds'),
        ('monitoring', '0006_codes_and_values'),
        ('monitoring', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('kind', models.CharField(max_length=20)),
                ('level', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued'), ('corrected', 'Corrected')], default='draft', max_length=20)),
                ('context', models.JSONField(default=dict)),
                ('drafted_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('lea', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('pdf', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.kept')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lea_year_kind_run_level_status_context_pdf_replaces_drafted_at_issued_at_issued_by_events', to='determinations.letter')),
                ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.letter')),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.run')),
                ('year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.year')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='determinati_pgh_cre_57c7e9_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='determinati_pgh_obj_4b42ee_idx')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lea_id" IS DISTINCT FROM NEW."lea_id" OR OLD."year_id" IS DISTINCT FROM NEW."year_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."run_id" IS DISTINCT FROM NEW."run_id" OR OLD."level" IS DISTINCT FROM NEW."level" OR OLD."status" IS DISTINCT FROM NEW."status" OR OLD."context" IS DISTINCT FROM NEW."context" OR (OLD."pdf_id" IS NOT NULL AND OLD."pdf_id" IS DISTINCT FROM NEW."pdf_id") OR OLD."replaces_id" IS DISTINCT FROM NEW."replaces_id" OR OLD."drafted_at" IS DISTINCT FROM NEW."drafted_at" OR OLD."issued_at" IS DISTINCT FROM NEW."issued_at" OR OLD."issued_by_id" IS DISTINCT FROM NEW."issued_by_id")', func='INSERT INTO "determinations_letterchange" ("context", "drafted_at", "issued_at", "issued_by_id", "kind", "lea_id", "level", "pdf_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "run_id", "status", "year_id") VALUES (OLD."context", OLD."drafted_at", OLD."issued_at", OLD."issued_by_id", OLD."kind", OLD."lea_id", OLD."level", OLD."pdf_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."replaces_id", OLD."run_id", OLD."status", OLD."year_id"); RETURN NULL;', hash='82eb6f6afde1320f7222b97011a8649086046d37', operation='UPDATE', pgid='pgtrigger_update_update_41836', table='determinations_letter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "determinations_letterchange" ("context", "drafted_at", "issued_at", "issued_by_id", "kind", "lea_id", "level", "pdf_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "replaces_id", "run_id", "status", "year_id") VALUES (OLD."context", OLD."drafted_at", OLD."issued_at", OLD."issued_by_id", OLD."kind", OLD."lea_id", OLD."level", OLD."pdf_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."replaces_id", OLD."run_id", OLD."status", OLD."year_id"); RETURN NULL;', hash='d9c2b78fb15c4fe080a9fb2ed67e9259baf4e817', operation='DELETE', pgid='pgtrigger_delete_delete_ee140', table='determinations_letter', when='AFTER')),
        ),
    ]

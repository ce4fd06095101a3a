import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('determinations', '0009_history'),
        ('improvement_plans', '0003_a_return_has_a_note'),
        ('monitoring', '0006_codes_and_values'),
        ('monitoring', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('level', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('drafting', 'In progress'), ('approved', 'Approved'), ('closed', 'Closed')], default='drafting', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('report_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_because', models.TextField(blank=True)),
                ('definition', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.definitionversion')),
                ('lea', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('letter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.letter')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lea_year_letter_level_definition_status_opened_at_approved_at_report_report_at_closed_at_closed_because_events', to='improvement_plans.plan')),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.kept')),
                ('year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.year')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='improvement_pgh_cre_8e6c43_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='improvement_pgh_obj_666583_idx')],
            },
        ),
        migrations.CreateModel(
            name='StepChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('open', 'In progress'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved_by_selpa', 'Approved by the SELPA'), ('approved', 'Approved')], default='open', max_length=20)),
                ('due_on', models.DateField(blank=True, help_text='Empty where the state has not set it.', null=True)),
                ('moved_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='plan_number_status_due_on_moved_at_seen_at_seen_by_events', to='improvement_plans.step')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='improvement_plans.plan')),
                ('seen_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='improvement_pgh_cre_8d92c1_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='improvement_pgh_obj_1278a7_idx')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lea_id" IS DISTINCT FROM NEW."lea_id" OR OLD."year_id" IS DISTINCT FROM NEW."year_id" OR OLD."letter_id" IS DISTINCT FROM NEW."letter_id" OR OLD."level" IS DISTINCT FROM NEW."level" OR OLD."definition_id" IS DISTINCT FROM NEW."definition_id" OR OLD."status" IS DISTINCT FROM NEW."status" OR OLD."opened_at" IS DISTINCT FROM NEW."opened_at" OR OLD."approved_at" IS DISTINCT FROM NEW."approved_at" OR (OLD."report_id" IS NOT NULL AND OLD."report_id" IS DISTINCT FROM NEW."report_id") OR (OLD."report_at" IS NOT NULL AND OLD."report_at" IS DISTINCT FROM NEW."report_at") OR OLD."closed_at" IS DISTINCT FROM NEW."closed_at" OR OLD."closed_because" IS DISTINCT FROM NEW."closed_because")', func='INSERT INTO "improvement_plans_planchange" ("approved_at", "closed_at", "closed_because", "definition_id", "lea_id", "letter_id", "level", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_at", "report_id", "status", "year_id") VALUES (OLD."approved_at", OLD."closed_at", OLD."closed_because", OLD."definition_id", OLD."lea_id", OLD."letter_id", OLD."level", OLD."opened_at", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."report_at", OLD."report_id", OLD."status", OLD."year_id"); RETURN NULL;', hash='7aee66e5cfd7fec181aca143a735fbc5c8f94e3b', operation='UPDATE', pgid='pgtrigger_update_update_5fd28', table='improvement_plans_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "improvement_plans_planchange" ("approved_at", "closed_at", "closed_because", "definition_id", "lea_id", "letter_id", "level", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_at", "report_id", "status", "year_id") VALUES (OLD."approved_at", OLD."closed_at", OLD."closed_because", OLD."definition_id", OLD."lea_id", OLD."letter_id", OLD."level", OLD."opened_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."report_at", OLD."report_id", OLD."status", OLD."year_id"); RETURN NULL;', hash='63bba9d5c02bce50cfae53c55c95098709edfe76', operation='DELETE', pgid='pgtrigger_delete_delete_f9d5b', table='improvement_plans_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."moved_at" IS DISTINCT FROM (NEW."moved_at") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."seen_at" IS DISTINCT FROM (NEW."seen_at") OR OLD."seen_by_id" IS DISTINCT FROM (NEW."seen_by_id") OR OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "improvement_plans_stepchange" ("due_on", "moved_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "seen_at", "seen_by_id", "status") VALUES (OLD."due_on", OLD."moved_at", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."plan_id", OLD."seen_at", OLD."seen_by_id", OLD."status"); RETURN NULL;', hash='821d6a59f8624037ac4ecb8b6dc03f1f2e54ec47', operation='UPDATE', pgid='pgtrigger_update_update_966fa', table='improvement_plans_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "improvement_plans_stepchange" ("due_on", "moved_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "seen_at", "seen_by_id", "status") VALUES (OLD."due_on", OLD."moved_at", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."seen_at", OLD."seen_by_id", OLD."status"); RETURN NULL;', hash='4b50efaadbeb282c85084064d707f5b798bba3d0', operation='DELETE', pgid='pgtrigger_delete_delete_2ebc2', table='improvement_plans_step', when='AFTER')),
        ),
    ]

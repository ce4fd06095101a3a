import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('determinations', '0002_rows_and_their_parents_stay_together'),
        ('monitoring', '0003_topics'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='monitoring.lea')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='monitoring.year')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='determinations.letter')),
                ('level', models.CharField(max_length=8)),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.definitionversion')),
                ('status', models.CharField(choices=[('drafting', 'In progress'), ('approved', 'Approved'), ('closed', 'Closed')], default='drafting', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('report_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_because', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lea', 'year'), name='one_plan_an_lea_and_year'), models.CheckConstraint(condition=models.Q(models.Q(('report__isnull', True), ('report_at__isnull', True)), models.Q(('report__isnull', False), ('report_at__isnull', False)), _connector='OR'), name='a_report_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', True), ('closed_because', '')), _connector='OR'), name='a_closed_plan_says_when')],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lea_year_letter_level_definition_status_opened_at_approved_at_report_report_at_closed_at_closed_because_events', to='improvement_plans.plan')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('lea', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.year')),
                ('letter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.letter')),
                ('level', models.CharField(max_length=8)),
                ('definition', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.definitionversion')),
                ('status', models.CharField(choices=[('drafting', 'In progress'), ('approved', 'Approved'), ('closed', 'Closed')], default='drafting', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.kept')),
                ('report_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_because', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='improvement_pgh_cre_8e6c43_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='improvement_pgh_obj_666583_idx')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='improvement_plans.plan')),
                ('number', models.PositiveSmallIntegerField()),
                ('period', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[('open', 'In progress'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved_by_selpa', 'Approved by the SELPA'), ('approved', 'Approved')], default='open', max_length=20)),
                ('due_on', models.DateField(blank=True, help_text='Empty where the state has not set it.', null=True)),
                ('due_from', models.CharField(choices=[('definition', 'The definition of the year'), ('state', 'Set by the state'), ('extension', 'Extended')], default='definition', max_length=20)),
                ('moved_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'due_on'], name='improvement_status_7f77ec_idx')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='one_step_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='seen_by_someone_at_some_time')],
            },
        ),
        migrations.CreateModel(
            name='StepChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='plan_number_period_status_due_on_due_from_moved_at_seen_at_seen_by_events', to='improvement_plans.step')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='improvement_plans.plan')),
                ('number', models.PositiveSmallIntegerField()),
                ('period', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[('open', 'In progress'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved_by_selpa', 'Approved by the SELPA'), ('approved', 'Approved')], default='open', max_length=20)),
                ('due_on', models.DateField(blank=True, help_text='Empty where the state has not set it.', null=True)),
                ('due_from', models.CharField(choices=[('definition', 'The definition of the year'), ('state', 'Set by the state'), ('extension', 'Extended')], default='definition', max_length=20)),
                ('moved_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('seen_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='improvement_pgh_cre_8d92c1_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='improvement_pgh_obj_1278a7_idx')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='improvement_plans.step')),
                ('round', models.PositiveSmallIntegerField()),
                ('period', models.PositiveSmallIntegerField(default=1)),
                ('answers', models.JSONField(help_text='By activity and repeat key, the value of each field.')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('public_pdf', models.ForeignKey(blank=True, help_text='Without names of people, and with small numbers hidden.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('return_note', models.TextField(blank=True, help_text='What the reviewers say of the whole step when they return it.')),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('returned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'round'), name='one_submission_a_round')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='improvement_plans.step')),
                ('status', models.CharField(choices=[('asked', 'Not answered yet'), ('granted', 'Granted'), ('refused', 'Not granted')], default='asked', max_length=20)),
                ('was_due', models.DateField()),
                ('until', models.DateField(help_text='Asked for.')),
                ('reason', models.TextField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField()),
                ('granted_until', models.DateField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('step',), name='one_open_request_a_step'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('status', 'asked')), models.Q(models.Q(('status', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='an_answered_request_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('granted_until__isnull', False), ('status', 'granted')), models.Q(models.Q(('status', 'granted'), _negated=True), ('granted_until__isnull', True)), _connector='OR'), name='a_granted_request_has_its_date')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='improvement_plans.step')),
                ('of', models.DateField()),
                ('days', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'of', 'days'), name='reminded_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='improvement_plans.step')),
                ('activity', models.SlugField(max_length=60)),
                ('repeat', models.CharField(blank=True, max_length=60)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='improvement_plans.comment')),
                ('field', models.CharField(blank=True, max_length=60)),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_comment_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('parent__isnull', True), ('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='a_thread_is_resolved_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='ReviewMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='improvement_plans.step')),
                ('round', models.PositiveSmallIntegerField()),
                ('activity', models.SlugField(max_length=60)),
                ('repeat', models.CharField(blank=True, max_length=60)),
                ('mark', models.CharField(choices=[('met', 'Met'), ('needs_work', 'Needs work'), ('does_not_apply', 'Does not apply')], max_length=20)),
                ('sentence', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'round', 'activity', 'repeat'), name='one_mark_a_page_and_round'), models.CheckConstraint(condition=models.Q(models.Q(('mark', 'needs_work'), _negated=True), models.Q(('sentence', ''), _negated=True), _connector='OR'), name='needed_work_is_said')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reply', to='improvement_plans.reviewmark')),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('not_done', 'Not done')], max_length=20)),
                ('sentence', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'not_done'), _negated=True), models.Q(('sentence', ''), _negated=True), _connector='OR'), name='what_is_not_done_says_why')],
            },
        ),
        migrations.CreateModel(
            name='ReviewDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_drafts', to='improvement_plans.step')),
                ('round', models.PositiveSmallIntegerField()),
                ('typed', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'round', 'by'), name='one_draft_a_reviewer_and_round')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='improvement_plans.step')),
                ('activity', models.SlugField(max_length=60)),
                ('repeat', models.CharField(blank=True, max_length=60)),
                ('value', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'activity', 'repeat'), name='one_answer_an_activity_and_repeat')],
            },
        ),
        migrations.CreateModel(
            name='AnswerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='improvement_plans.answer')),
                ('version', models.PositiveIntegerField(help_text='The version this save made, or met where it does not count.')),
                ('value', models.JSONField()),
                ('counts', models.BooleanField()),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('counts', True)), fields=('answer', 'version'), name='one_text_that_counts_a_version')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='improvement_plans.step')),
                ('activity', models.SlugField(max_length=60)),
                ('repeat', models.CharField(blank=True, max_length=60)),
                ('field', models.CharField(max_length=60)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('name', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='plan_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{drafting:approved,approved:drafting,drafting:closed,approved:closed,drafting:drafting,closed:drafting}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='6019887f073352a18efa0327a6c5562bd5b4c1fb', operation='UPDATE', pgid='pgtrigger_plan_moves_31663', table='improvement_plans_plan', when='BEFORE')),
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
            trigger=pgtrigger.compiler.Trigger(name='step_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{open:submitted,returned:submitted,submitted:open,submitted:returned,approved_by_selpa:returned,submitted:approved_by_selpa,submitted:approved,approved_by_selpa:approved,approved:open}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cd0d3c776daab4add18502971d09bf892a1d395e', operation='UPDATE', pgid='pgtrigger_step_moves_c574c', table='improvement_plans_step', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due_from" IS DISTINCT FROM (NEW."due_from") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."moved_at" IS DISTINCT FROM (NEW."moved_at") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."plan_id" IS DISTINCT FROM (NEW."plan_id") OR OLD."seen_at" IS DISTINCT FROM (NEW."seen_at") OR OLD."seen_by_id" IS DISTINCT FROM (NEW."seen_by_id") OR OLD."status" IS DISTINCT FROM (NEW."status"))', func='INSERT INTO "improvement_plans_stepchange" ("due_from", "due_on", "moved_at", "number", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "seen_at", "seen_by_id", "status") VALUES (OLD."due_from", OLD."due_on", OLD."moved_at", OLD."number", OLD."period", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."plan_id", OLD."seen_at", OLD."seen_by_id", OLD."status"); RETURN NULL;', hash='b01ceb1de7a72986cdf6d47afbc0d3b2af39a37f', operation='UPDATE', pgid='pgtrigger_update_update_966fa', table='improvement_plans_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='step',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "improvement_plans_stepchange" ("due_from", "due_on", "moved_at", "number", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "seen_at", "seen_by_id", "status") VALUES (OLD."due_from", OLD."due_on", OLD."moved_at", OLD."number", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."seen_at", OLD."seen_by_id", OLD."status"); RETURN NULL;', hash='d56cf757b257ec9280d77eb82bf2723be1815297', operation='DELETE', pgid='pgtrigger_delete_delete_2ebc2', table='improvement_plans_step', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='extension',
            trigger=pgtrigger.compiler.Trigger(name='extension_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{asked:granted,asked:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='6e017b21bb47d4fde944461a5ef3fa2f684c042b', operation='UPDATE', pgid='pgtrigger_extension_moves_35b0c', table='improvement_plans_extension', when='BEFORE')),
        ),
    ]

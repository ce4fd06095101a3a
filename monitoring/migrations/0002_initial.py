import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('monitoring', '0001_people'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='StepFormsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('number', models.PositiveIntegerField()),
                ('source', models.TextField()),
                ('document', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'number'), name='one_number_a_step_forms_version'), models.UniqueConstraint(fields=('name', 'sha256'), name='one_version_a_step_forms_document')],
            },
        ),
        migrations.CreateModel(
            name='DefinitionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('step_forms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='monitoring.stepformsversion')),
                ('source', models.TextField()),
                ('document', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='one_number_a_version'), models.UniqueConstraint(fields=('year', 'sha256'), name='one_version_a_document')],
                'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."loaded_at" IS DISTINCT FROM (NEW."loaded_at") OR OLD."loaded_by_id" IS DISTINCT FROM (NEW."loaded_by_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."step_forms_id" IS DISTINCT FROM (NEW."step_forms_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "monitoring_definitionversionchange" ("document", "loaded_at", "loaded_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source", "step_forms_id", "year") VALUES (OLD."document", OLD."loaded_at", OLD."loaded_by_id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sha256", OLD."source", OLD."step_forms_id", OLD."year"); RETURN NULL;', hash='dc0d77aa58486f7064eb120b71480ed6cfdd487c', operation='UPDATE', pgid='pgtrigger_update_update_870ec', table='monitoring_definitionversion', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_definitionversionchange" ("document", "loaded_at", "loaded_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source", "step_forms_id", "year") VALUES (OLD."document", OLD."loaded_at", OLD."loaded_by_id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."source", OLD."step_forms_id", OLD."year"); RETURN NULL;', hash='ae9840ec108641abddd915be61b99d749f77d96b', operation='DELETE', pgid='pgtrigger_delete_delete_96cde', table='monitoring_definitionversion', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='DefinitionVersionChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='year_number_step_forms_source_document_sha256_loaded_at_loaded_by_events', to='monitoring.definitionversion')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('step_forms', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.stepformsversion')),
                ('source', models.TextField()),
                ('document', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_4655c0_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_752241_idx')],
            },
        ),
        migrations.CreateModel(
            name='Kept',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
            ],
            options={
                'verbose_name_plural': 'kept',
            },
        ),
        migrations.CreateModel(
            name='State',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True)),
                ('name', models.CharField(max_length=80)),
            ],
            options={
                'permissions': [('monitor_state', 'Monitors LEAs'), ('administer_state', 'Administers the year'), ('audit_state', 'Reads the ledger of the state')],
            },
        ),
        migrations.CreateModel(
            name='County',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True, validators=[django.core.validators.RegexValidator('^\\d{2}$')])),
                ('name', models.CharField(max_length=60, unique=True)),
            ],
            options={
                'verbose_name_plural': 'counties',
            },
        ),
        migrations.CreateModel(
            name='Selpa',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, validators=[django.core.validators.RegexValidator('^\\d{4}$')])),
                ('name', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'verbose_name': 'SELPA',
                'permissions': [('review_selpa', 'Reviews the LEAs of the SELPA')],
            },
        ),
        migrations.CreateModel(
            name='Lea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=7, unique=True, validators=[django.core.validators.RegexValidator('^\\d{7}$')])),
                ('cds_code', models.CharField(max_length=14, unique=True, validators=[django.core.validators.RegexValidator('^\\d{14}$')])),
                ('name', models.CharField(max_length=120)),
                ('lea_type', models.CharField(choices=[('district', 'School district'), ('county_office', 'County office of education'), ('charter', 'Charter school')], max_length=20)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leas', to='monitoring.county')),
                ('selpa', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leas', to='monitoring.selpa')),
            ],
            options={
                'verbose_name': 'LEA',
                'verbose_name_plural': 'LEAs',
                'permissions': [('edit_lea', 'Fills in the steps'), ('approve_lea', 'Signs and submits'), ('assist_lea', 'Reads and comments')],
                'indexes': [models.Index(fields=['name'], name='monitoring__name_e95ae9_idx')],
                'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cds_code" IS DISTINCT FROM (NEW."cds_code") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."lea_type" IS DISTINCT FROM (NEW."lea_type") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."selpa_id" IS DISTINCT FROM (NEW."selpa_id"))', func='INSERT INTO "monitoring_leachange" ("cds_code", "code", "county_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id") VALUES (OLD."cds_code", OLD."code", OLD."county_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."selpa_id"); RETURN NULL;', hash='798c0938bdce72006bca8e008520144ffc9265de', operation='UPDATE', pgid='pgtrigger_update_update_76de7', table='monitoring_lea', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_leachange" ("cds_code", "code", "county_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id") VALUES (OLD."cds_code", OLD."code", OLD."county_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."selpa_id"); RETURN NULL;', hash='b38595e3c4b1e695c704a718eb788686c97c8965', operation='DELETE', pgid='pgtrigger_delete_delete_13edf', table='monitoring_lea', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='LeaChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='code_cds_code_name_lea_type_county_selpa_events', to='monitoring.lea')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('code', models.CharField(max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$')])),
                ('cds_code', models.CharField(max_length=14, validators=[django.core.validators.RegexValidator('^\\d{14}$')])),
                ('name', models.CharField(max_length=120)),
                ('lea_type', models.CharField(choices=[('district', 'School district'), ('county_office', 'County office of education'), ('charter', 'Charter school')], max_length=20)),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.county')),
                ('selpa', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.selpa')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_934a0c_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_979c64_idx')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=40)),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('subject_id', models.PositiveBigIntegerField()),
                ('subject_text', models.CharField(max_length=250)),
                ('lea', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='monitoring.lea')),
                ('source', models.CharField(blank=True, max_length=20)),
                ('target', models.CharField(blank=True, max_length=20)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('note', models.TextField(blank=True, help_text='What the person typed.')),
                ('values', models.JSONField(blank=True, default=dict, help_text='What the kind of event says in its details.')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'at'], name='monitoring__subject_6494e0_idx'), models.Index(fields=['lea', '-at'], name='monitoring__lea_id_6e5f8d_idx'), models.Index(fields=['-at'], name='monitoring__at_cca7ed_idx')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='monitoring.event')),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(max_length=40)),
                ('lea', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='monitoring.lea')),
                ('values', models.JSONField(default=dict)),
                ('link', models.CharField(blank=True, help_text='Path in the portal.', max_length=300)),
                ('notified_at', models.DateTimeField()),
                ('daily', models.BooleanField(default=False)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-notified_at'], name='monitoring__person__4abfef_idx'), models.Index(condition=models.Q(('daily', True), ('mailed_at', None)), fields=['person'], name='for_the_mail_of_the_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='a_notice_has_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='PersonChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='email_name_mail_calendar_is_active_is_staff_is_superuser_events', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('mail', models.CharField(choices=[('at_once', 'A mail for each notification, at once; reminders and comments once a day'), ('daily', 'One mail a day with everything')], default='at_once', max_length=10)),
                ('calendar', models.PositiveIntegerField(default=0, help_text='Which private address is valid; 0 for none.')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, help_text="May open Django's admin site. Not a role of the portal.")),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_810ad4_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_421ec4_idx')],
            },
        ),
        migrations.CreateModel(
            name='RoleProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_proposals', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(max_length=40)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'role'), name='one_proposal_a_person_and_role')],
            },
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='address_change', to=settings.AUTH_USER_MODEL)),
                ('email', models.EmailField(max_length=254)),
                ('asked_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PeopleFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('name', models.CharField(max_length=200)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_at', models.DateTimeField()),
                ('given_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StateGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='monitoring.state')),
            ],
            options={
                'unique_together': {('user', 'permission', 'content_object')},
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_object_id" IS DISTINCT FROM (NEW."content_object_id") OR OLD."permission_id" IS DISTINCT FROM (NEW."permission_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "monitoring_stategrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='8d33307208e0dbfdc30f8b7faea67ab403e48d8d', operation='UPDATE', pgid='pgtrigger_update_update_c4466', table='monitoring_stategrant', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_stategrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='26ad124a791faa98aa30fae4a57af3030110b3c4', operation='DELETE', pgid='pgtrigger_delete_delete_a8eab', table='monitoring_stategrant', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='StateGrantChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='user_permission_content_object_events', to='monitoring.stategrant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('permission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.state')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_4ea397_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_20f0d2_idx')],
            },
        ),
        migrations.CreateModel(
            name='SelpaGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='monitoring.selpa')),
            ],
            options={
                'unique_together': {('user', 'permission', 'content_object')},
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_object_id" IS DISTINCT FROM (NEW."content_object_id") OR OLD."permission_id" IS DISTINCT FROM (NEW."permission_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "monitoring_selpagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='b8d300a81b9128acd671aaab16ce95a29064c51c', operation='UPDATE', pgid='pgtrigger_update_update_f3ea8', table='monitoring_selpagrant', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_selpagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='0ce47e59f01430045869707d21f38f740894b1d3', operation='DELETE', pgid='pgtrigger_delete_delete_f6523', table='monitoring_selpagrant', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SelpaGrantChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='user_permission_content_object_events', to='monitoring.selpagrant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('permission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.selpa')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_4a0f52_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_5f4e33_idx')],
            },
        ),
        migrations.CreateModel(
            name='LeaGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='monitoring.lea')),
            ],
            options={
                'unique_together': {('user', 'permission', 'content_object')},
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_object_id" IS DISTINCT FROM (NEW."content_object_id") OR OLD."permission_id" IS DISTINCT FROM (NEW."permission_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "monitoring_leagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='9bd6e64176cb501fb41dc2912d9dedd35093a814', operation='UPDATE', pgid='pgtrigger_update_update_40062', table='monitoring_leagrant', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_leagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='9b0b9dab0bf7e2f2ac7e3eb96949e1d62c0c923e', operation='DELETE', pgid='pgtrigger_delete_delete_d9516', table='monitoring_leagrant', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='LeaGrantChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='user_permission_content_object_events', to='monitoring.leagrant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('permission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_e6fcb9_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_4c88ca_idx')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True)),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('level', models.CharField(blank=True, max_length=8)),
                ('step', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('audience', models.CharField(blank=True, choices=[('lea', 'LEAs'), ('selpa', 'SELPAs'), ('families', 'Families')], max_length=10)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('topics', models.ManyToManyField(blank=True, related_name='resources', to='monitoring.topic')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', True), models.Q(('link', ''), _negated=True)), models.Q(('file__isnull', False), ('link', '')), _connector='OR'), name='a_resource_is_a_link_or_a_file')],
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='monitoring.mailing')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='monitoring.subscriber')),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mailing', 'subscriber'), name='one_mail_a_subscriber')],
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('begins', models.CharField(max_length=12)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-made_at'], name='tokens_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=80)),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('subject_id', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a worker'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0, help_text='How often it was put off for a fault that passes.')),
                ('again_at', models.DateTimeField(blank=True, help_text='Not to be tried before then.', null=True)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rung_at', models.DateTimeField(help_text='When a worker was last notified of it; empty where none was.', null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.TextField(blank=True, help_text='What went wrong, for an operator.')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['state', 'rung_at'], name='open_jobs'), models.Index(fields=['subject_type', 'subject_id'], name='monitoring__subject_73a690_idx'), models.Index(condition=models.Q(('state', 'failed')), fields=['-id'], name='failed_jobs'), models.Index(fields=['-ended_at'], name='ended_jobs')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['done', 'failed'])), models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'running'])), _connector='OR'), name='an_ended_job_has_its_end'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('kind', 'subject_type', 'subject_id'), name='one_waiting_job_a_subject')],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='one_heartbeat_a_process')],
            },
        ),
        migrations.CreateModel(
            name='Year',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='years', to='monitoring.definitionversion')),
                ('status', models.CharField(choices=[('preparing', 'Being prepared'), ('open', 'Open')], default='open', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='year_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{open:preparing,preparing:open}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='ae71a8f7236c52794070815b12c492e00b5bb592', operation='UPDATE', pgid='pgtrigger_year_moves_f05ef', table='monitoring_year', when='BEFORE')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."definition_id" IS DISTINCT FROM (NEW."definition_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "monitoring_yearchange" ("definition_id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "year") VALUES (OLD."definition_id", OLD."opened_at", OLD."opened_by_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."status", OLD."year"); RETURN NULL;', hash='592e4e4e1cb978430bea736441ecba20e5c9e131', operation='UPDATE', pgid='pgtrigger_update_update_41bae', table='monitoring_year', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_yearchange" ("definition_id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "year") VALUES (OLD."definition_id", OLD."opened_at", OLD."opened_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."status", OLD."year"); RETURN NULL;', hash='0779678e938867eb394b4e50d7b774dab6156fc0', operation='DELETE', pgid='pgtrigger_delete_delete_23eae', table='monitoring_year', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='LeaYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='monitoring.lea')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leas', to='monitoring.year')),
                ('name', models.CharField(max_length=120)),
                ('lea_type', models.CharField(choices=[('district', 'School district'), ('county_office', 'County office of education'), ('charter', 'Charter school')], max_length=20)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.county')),
                ('selpa', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.selpa')),
                ('selpa_name', models.CharField(max_length=120)),
                ('swd_count', models.PositiveIntegerField(help_text='Students with disabilities on census day.', null=True)),
            ],
            options={
                'verbose_name': 'LEA in a year',
                'verbose_name_plural': 'LEAs in a year',
                'constraints': [models.UniqueConstraint(fields=('lea', 'year'), name='one_row_an_lea_and_year')],
                'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."lea_id" IS DISTINCT FROM (NEW."lea_id") OR OLD."lea_type" IS DISTINCT FROM (NEW."lea_type") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."selpa_id" IS DISTINCT FROM (NEW."selpa_id") OR OLD."selpa_name" IS DISTINCT FROM (NEW."selpa_name") OR OLD."swd_count" IS DISTINCT FROM (NEW."swd_count") OR OLD."year_id" IS DISTINCT FROM (NEW."year_id"))', func='INSERT INTO "monitoring_leayearchange" ("county_id", "lea_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id", "selpa_name", "swd_count", "year_id") VALUES (OLD."county_id", OLD."lea_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."selpa_id", OLD."selpa_name", OLD."swd_count", OLD."year_id"); RETURN NULL;', hash='3551a32fa4ea6abacf9b2e62d1ea5adb49f51cef', operation='UPDATE', pgid='pgtrigger_update_update_8626e', table='monitoring_leayear', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_leayearchange" ("county_id", "lea_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id", "selpa_name", "swd_count", "year_id") VALUES (OLD."county_id", OLD."lea_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."selpa_id", OLD."selpa_name", OLD."swd_count", OLD."year_id"); RETURN NULL;', hash='0fcfd47695c00df432b2dc165a074832eb129af4', operation='DELETE', pgid='pgtrigger_delete_delete_e8ded', table='monitoring_leayear', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='LeaYearChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lea_year_name_lea_type_county_selpa_selpa_name_swd_count_events', to='monitoring.leayear')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('lea', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.year')),
                ('name', models.CharField(max_length=120)),
                ('lea_type', models.CharField(choices=[('district', 'School district'), ('county_office', 'County office of education'), ('charter', 'Charter school')], max_length=20)),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.county')),
                ('selpa', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.selpa')),
                ('selpa_name', models.CharField(max_length=120)),
                ('swd_count', models.PositiveIntegerField(help_text='Students with disabilities on census day.', null=True)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_95cdb0_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_f08e5f_idx')],
            },
        ),
        migrations.CreateModel(
            name='PastSelpa',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.lea')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='monitoring.year')),
                ('selpa', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.selpa')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lea', 'year', 'selpa'), name='one_row_a_past_selpa')],
            },
        ),
        migrations.CreateModel(
            name='YearChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='year_definition_status_opened_at_opened_by_events', to='monitoring.year')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('year', models.PositiveSmallIntegerField()),
                ('definition', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.definitionversion')),
                ('status', models.CharField(choices=[('preparing', 'Being prepared'), ('open', 'Open')], default='open', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_c986f0_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_17e610_idx')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."calendar" IS DISTINCT FROM (NEW."calendar") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."mail" IS DISTINCT FROM (NEW."mail") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "monitoring_personchange" ("calendar", "email", "is_active", "is_staff", "is_superuser", "mail", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."calendar", OLD."email", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."mail", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='3ac746c82e63b0dcbe1ac07f0ab4c23d0e008040', operation='UPDATE', pgid='pgtrigger_update_update_f63dd', table='monitoring_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_personchange" ("calendar", "email", "is_active", "is_staff", "is_superuser", "mail", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."calendar", OLD."email", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."mail", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='ddefc9912b50e359f26641054b2f146bbc14f32b', operation='DELETE', pgid='pgtrigger_delete_delete_21fe0', table='monitoring_person', when='AFTER')),
        ),
    ]

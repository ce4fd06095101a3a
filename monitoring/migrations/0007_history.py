import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('monitoring', '0006_codes_and_values'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DefinitionVersionChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('source', models.TextField()),
                ('document', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='year_number_step_forms_source_document_sha256_loaded_at_loaded_by_events', to='monitoring.definitionversion')),
                ('step_forms', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.stepformsversion')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_4655c0_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_752241_idx')],
            },
        ),
        migrations.CreateModel(
            name='LeaChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('code', models.CharField(max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$')])),
                ('cds_code', models.CharField(max_length=14, validators=[django.core.validators.RegexValidator('^\\d{14}$')])),
                ('name', models.CharField(max_length=120)),
                ('lea_type', models.CharField(choices=[('district', 'School district'), ('county_office', 'County office of education'), ('charter', 'Charter school')], max_length=20)),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.county')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='code_cds_code_name_lea_type_county_selpa_events', to='monitoring.lea')),
                ('selpa', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.selpa')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_934a0c_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_979c64_idx')],
            },
        ),
        migrations.CreateModel(
            name='LeaGrantChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('permission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='user_permission_content_object_events', to='monitoring.leagrant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_e6fcb9_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_4c88ca_idx')],
            },
        ),
        migrations.CreateModel(
            name='LeaYearChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('name', models.CharField(max_length=120)),
                ('lea_type', models.CharField(choices=[('district', 'School district'), ('county_office', 'County office of education'), ('charter', 'Charter school')], max_length=20)),
                ('selpa_name', models.CharField(max_length=120)),
                ('swd_count', models.PositiveIntegerField(help_text='Students with disabilities on census day.', null=True)),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.county')),
                ('lea', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lea_year_name_lea_type_county_selpa_selpa_name_swd_count_events', to='monitoring.leayear')),
                ('selpa', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.selpa')),
                ('year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.year')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_95cdb0_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_f08e5f_idx')],
            },
        ),
        migrations.CreateModel(
            name='PersonChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, help_text="May open Django's admin site. Not a role of the portal.")),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='email_name_is_active_is_staff_is_superuser_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_810ad4_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_421ec4_idx')],
            },
        ),
        migrations.CreateModel(
            name='SelpaGrantChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.selpa')),
                ('permission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='user_permission_content_object_events', to='monitoring.selpagrant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_4a0f52_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_5f4e33_idx')],
            },
        ),
        migrations.CreateModel(
            name='StateGrantChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('content_object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.state')),
                ('permission', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='user_permission_content_object_events', to='monitoring.stategrant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_4ea397_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_20f0d2_idx')],
            },
        ),
        migrations.CreateModel(
            name='YearChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('year', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('definition', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.definitionversion')),
                ('opened_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='year_definition_opened_at_opened_by_events', to='monitoring.year')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='monitoring__pgh_cre_c986f0_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='monitoring__pgh_obj_17e610_idx')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='definitionversion',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."loaded_at" IS DISTINCT FROM (NEW."loaded_at") OR OLD."loaded_by_id" IS DISTINCT FROM (NEW."loaded_by_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."step_forms_id" IS DISTINCT FROM (NEW."step_forms_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "monitoring_definitionversionchange" ("document", "loaded_at", "loaded_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source", "step_forms_id", "year") VALUES (OLD."document", OLD."loaded_at", OLD."loaded_by_id", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."sha256", OLD."source", OLD."step_forms_id", OLD."year"); RETURN NULL;', hash='dc0d77aa58486f7064eb120b71480ed6cfdd487c', operation='UPDATE', pgid='pgtrigger_update_update_870ec', table='monitoring_definitionversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='definitionversion',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_definitionversionchange" ("document", "loaded_at", "loaded_by_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "source", "step_forms_id", "year") VALUES (OLD."document", OLD."loaded_at", OLD."loaded_by_id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."source", OLD."step_forms_id", OLD."year"); RETURN NULL;', hash='ae9840ec108641abddd915be61b99d749f77d96b', operation='DELETE', pgid='pgtrigger_delete_delete_96cde', table='monitoring_definitionversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lea',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cds_code" IS DISTINCT FROM (NEW."cds_code") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."lea_type" IS DISTINCT FROM (NEW."lea_type") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."selpa_id" IS DISTINCT FROM (NEW."selpa_id"))', func='INSERT INTO "monitoring_leachange" ("cds_code", "code", "county_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id") VALUES (OLD."cds_code", OLD."code", OLD."county_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."selpa_id"); RETURN NULL;', hash='798c0938bdce72006bca8e008520144ffc9265de', operation='UPDATE', pgid='pgtrigger_update_update_76de7', table='monitoring_lea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lea',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_leachange" ("cds_code", "code", "county_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id") VALUES (OLD."cds_code", OLD."code", OLD."county_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."selpa_id"); RETURN NULL;', hash='b38595e3c4b1e695c704a718eb788686c97c8965', operation='DELETE', pgid='pgtrigger_delete_delete_13edf', table='monitoring_lea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leagrant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_object_id" IS DISTINCT FROM (NEW."content_object_id") OR OLD."permission_id" IS DISTINCT FROM (NEW."permission_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "monitoring_leagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='9bd6e64176cb501fb41dc2912d9dedd35093a814', operation='UPDATE', pgid='pgtrigger_update_update_40062', table='monitoring_leagrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leagrant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_leagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='9b0b9dab0bf7e2f2ac7e3eb96949e1d62c0c923e', operation='DELETE', pgid='pgtrigger_delete_delete_d9516', table='monitoring_leagrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leayear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."lea_id" IS DISTINCT FROM (NEW."lea_id") OR OLD."lea_type" IS DISTINCT FROM (NEW."lea_type") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."selpa_id" IS DISTINCT FROM (NEW."selpa_id") OR OLD."selpa_name" IS DISTINCT FROM (NEW."selpa_name") OR OLD."swd_count" IS DISTINCT FROM (NEW."swd_count") OR OLD."year_id" IS DISTINCT FROM (NEW."year_id"))', func='INSERT INTO "monitoring_leayearchange" ("county_id", "lea_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id", "selpa_name", "swd_count", "year_id") VALUES (OLD."county_id", OLD."lea_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."selpa_id", OLD."selpa_name", OLD."swd_count", OLD."year_id"); RETURN NULL;', hash='3551a32fa4ea6abacf9b2e62d1ea5adb49f51cef', operation='UPDATE', pgid='pgtrigger_update_update_8626e', table='monitoring_leayear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leayear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_leayearchange" ("county_id", "lea_id", "lea_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "selpa_id", "selpa_name", "swd_count", "year_id") VALUES (OLD."county_id", OLD."lea_id", OLD."lea_type", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."selpa_id", OLD."selpa_name", OLD."swd_count", OLD."year_id"); RETURN NULL;', hash='0fcfd47695c00df432b2dc165a074832eb129af4', operation='DELETE', pgid='pgtrigger_delete_delete_e8ded', table='monitoring_leayear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "monitoring_personchange" ("email", "is_active", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."email", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id"); RETURN NULL;', hash='4889c9d6129738841b71bd524818cc52233f1d65', operation='UPDATE', pgid='pgtrigger_update_update_f63dd', table='monitoring_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_personchange" ("email", "is_active", "is_staff", "is_superuser", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."email", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='fdd0f59f3da14f9d106fac5e52bdb54c8bdd8d7e', operation='DELETE', pgid='pgtrigger_delete_delete_21fe0', table='monitoring_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selpagrant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_object_id" IS DISTINCT FROM (NEW."content_object_id") OR OLD."permission_id" IS DISTINCT FROM (NEW."permission_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "monitoring_selpagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='b8d300a81b9128acd671aaab16ce95a29064c51c', operation='UPDATE', pgid='pgtrigger_update_update_f3ea8', table='monitoring_selpagrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='selpagrant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_selpagrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='0ce47e59f01430045869707d21f38f740894b1d3', operation='DELETE', pgid='pgtrigger_delete_delete_f6523', table='monitoring_selpagrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stategrant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."content_object_id" IS DISTINCT FROM (NEW."content_object_id") OR OLD."permission_id" IS DISTINCT FROM (NEW."permission_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "monitoring_stategrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."user_id"); RETURN NULL;', hash='8d33307208e0dbfdc30f8b7faea67ab403e48d8d', operation='UPDATE', pgid='pgtrigger_update_update_c4466', table='monitoring_stategrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stategrant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_stategrantchange" ("content_object_id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."content_object_id", OLD."permission_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='26ad124a791faa98aa30fae4a57af3030110b3c4', operation='DELETE', pgid='pgtrigger_delete_delete_a8eab', table='monitoring_stategrant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='year',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."definition_id" IS DISTINCT FROM (NEW."definition_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "monitoring_yearchange" ("definition_id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (OLD."definition_id", OLD."opened_at", OLD."opened_by_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."year"); RETURN NULL;', hash='c392c8e46f75da4a2f806f866965914a813a9b48', operation='UPDATE', pgid='pgtrigger_update_update_41bae', table='monitoring_year', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='year',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_yearchange" ("definition_id", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (OLD."definition_id", OLD."opened_at", OLD."opened_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."year"); RETURN NULL;', hash='7325f0f3d51cf2372ef7633d69dc9d2b8746a2fc', operation='DELETE', pgid='pgtrigger_delete_delete_23eae', table='monitoring_year', when='AFTER')),
        ),
    ]

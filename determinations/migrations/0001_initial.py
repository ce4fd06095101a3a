import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('monitoring', '0003_topics'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='monitoring.year')),
                ('format', models.CharField(max_length=30)),
                ('part', models.CharField(blank=True, help_text='Which of the format’s files, where a year has several.', max_length=30)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('file_name', models.CharField(max_length=200)),
                ('amends', models.BooleanField(default=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('reason', models.TextField(blank=True, help_text='Why it was made, where someone typed it in the portal.')),
                ('status', models.CharField(choices=[('received', 'Received'), ('checking', 'Being checked'), ('refused', 'Refused'), ('ready', 'Ready to publish'), ('published', 'Published'), ('superseded', 'Replaced'), ('withdrawn', 'Withdrawn')], default='received', max_length=20)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(default=dict, help_text='Rows of the file that are not stored, by what they are.')),
                ('read_as', models.JSONField(blank=True, default=list)),
                ('errors', models.PositiveIntegerField(default=0)),
                ('warnings', models.PositiveIntegerField(default=0)),
                ('received_at', models.DateTimeField()),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('warnings_accepted_at', models.DateTimeField(blank=True, null=True)),
                ('warnings_accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gone_accepted', models.PositiveIntegerField(blank=True, help_text='How many rows someone said are meant to go.', null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('year', 'format', 'part', 'position'), name='one_published_upload_a_place_among_its_kind'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), models.Q(('errors', 0), ('published_at__isnull', False)), _connector='OR'), name='published_without_an_error')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('column', models.CharField(blank=True, max_length=60)),
                ('code', models.CharField(max_length=40)),
                ('value', models.TextField(blank=True)),
                ('message', models.TextField()),
                ('severity', models.CharField(choices=[('error', 'Error'), ('warning', 'Warning')], max_length=10)),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['upload', 'code', 'row'], name='determinati_upload__cf9bbc_idx')],
            },
        ),
        migrations.CreateModel(
            name='DirectoryRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='determinations.upload')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('lea', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.lea')),
                ('code', models.CharField(max_length=7)),
                ('cds_code', models.CharField(max_length=14)),
                ('name', models.CharField(max_length=120)),
                ('county', models.CharField(max_length=60)),
                ('selpa_code', models.CharField(max_length=4)),
                ('selpa_name', models.CharField(blank=True, max_length=120)),
                ('lea_type', models.CharField(max_length=20)),
                ('swd_count', models.PositiveIntegerField(help_text='Students with disabilities on census day.', null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'code'), name='one_directory_row_an_lea')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorResult',
            fields=[
                ('amended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='determinations.upload')),
                ('pk', models.CompositePrimaryKey('upload', 'lea', 'indicator', blank=True, editable=False, primary_key=True, serialize=False)),
                ('upload', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('lea', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='indicator_results', to='monitoring.lea')),
                ('indicator', models.CharField(max_length=60)),
                ('label', models.CharField(blank=True, max_length=200)),
                ('numerator', models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ('denominator', models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ('rate_text', models.CharField(blank=True, max_length=40)),
                ('rate', models.DecimalField(decimal_places=6, max_digits=14, null=True)),
                ('target_text', models.CharField(blank=True, max_length=40)),
                ('target_operator', models.CharField(blank=True, max_length=2)),
                ('target', models.DecimalField(decimal_places=6, max_digits=14, null=True)),
                ('target_met', models.CharField(blank=True, max_length=3)),
                ('monitoring_activities', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='determinations.upload')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ranks', to='monitoring.lea')),
                ('evaluation', models.CharField(max_length=20)),
                ('percent_rank', models.DecimalField(decimal_places=4, max_digits=7)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'lea', 'evaluation'), name='one_rank_an_lea_and_evaluation')],
            },
        ),
        migrations.CreateModel(
            name='DisproportionalityCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='determinations.upload')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disproportionality_counts', to='monitoring.lea')),
                ('category', models.PositiveSmallIntegerField()),
                ('group', models.CharField(max_length=2)),
                ('outcome', models.PositiveBigIntegerField()),
                ('base', models.PositiveBigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'lea', 'category', 'group'), name='one_count_an_lea_and_cell')],
            },
        ),
        migrations.CreateModel(
            name='OfficialLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='determinations.upload')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_levels', to='monitoring.lea')),
                ('level', models.CharField(blank=True, max_length=8)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'lea'), name='one_official_level_an_lea')],
            },
        ),
        migrations.CreateModel(
            name='OfficialDetermination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amended_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='determinations.upload')),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='determinations.upload')),
                ('row', models.PositiveIntegerField()),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_determinations', to='monitoring.lea')),
                ('determination', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('upload', 'lea'), name='one_official_determination_an_lea')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='monitoring.year')),
                ('number', models.PositiveIntegerField()),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='monitoring.definitionversion')),
                ('inputs_sha256', models.CharField(max_length=64)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('final', 'Final'), ('superseded', 'Replaced')], default='draft', max_length=20)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploads', models.ManyToManyField(related_name='runs', to='determinations.upload')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='one_run_a_number'), models.UniqueConstraint(condition=models.Q(('status', 'final')), fields=('year',), name='one_final_run_a_year')],
            },
        ),
        migrations.CreateModel(
            name='LevelResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='determinations.run')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='level_results', to='monitoring.lea')),
                ('level', models.CharField(blank=True, max_length=8)),
                ('outcome', models.CharField(blank=True, max_length=8)),
                ('computed', models.CharField(blank=True, max_length=8)),
                ('official', models.CharField(blank=True, max_length=8, null=True)),
                ('rule', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('determination', models.CharField(blank=True, max_length=60)),
                ('computed_determination', models.CharField(blank=True, max_length=60)),
                ('official_determination', models.CharField(blank=True, max_length=60, null=True)),
                ('determination_years', models.PositiveSmallIntegerField(default=0)),
                ('missing', models.JSONField(default=list)),
                ('explanation', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'level'], name='determinati_run_id_68d483_idx')],
                'constraints': [models.UniqueConstraint(fields=('run', 'lea'), name='one_result_an_lea_and_run')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='monitoring.year')),
                ('status', models.CharField(choices=[('set', 'Set'), ('released', 'Released'), ('canceled', 'Canceled')], default='set', max_length=20)),
                ('releases_at', models.DateTimeField()),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'set')), fields=('year',), name='one_release_to_come_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='monitoring.lea')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='monitoring.year')),
                ('kind', models.CharField(max_length=20)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='determinations.run')),
                ('level', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('embargoed', 'Under embargo'), ('issued', 'Issued'), ('corrected', 'Corrected')], default='draft', max_length=20)),
                ('context', models.JSONField(default=dict)),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='determinations.letter')),
                ('drafted_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='determinations.release')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'issued')), fields=('lea', 'year', 'kind'), name='one_issued_letter_an_lea_year_and_kind'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'embargoed']), ('issued_at__isnull', False), _connector='OR'), name='an_issued_letter_says_when')],
            },
        ),
        migrations.CreateModel(
            name='LetterChange',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lea_year_kind_run_level_status_context_pdf_replaces_drafted_at_issued_at_issued_by_release_events', to='determinations.letter')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('lea', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.lea')),
                ('year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.year')),
                ('kind', models.CharField(max_length=20)),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.run')),
                ('level', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('embargoed', 'Under embargo'), ('issued', 'Issued'), ('corrected', 'Corrected')], default='draft', max_length=20)),
                ('context', models.JSONField(default=dict)),
                ('pdf', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.kept')),
                ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.letter')),
                ('drafted_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='determinations.release')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['-pgh_created_at'], name='determinati_pgh_cre_57c7e9_idx'), models.Index(fields=['pgh_obj', 'pgh_id'], name='determinati_pgh_obj_4b42ee_idx')],
            },
        ),
        migrations.CreateModel(
            name='LetterText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letter_texts', to='monitoring.year')),
                ('kind', models.CharField(max_length=20)),
                ('level', models.CharField(blank=True, max_length=8)),
                ('place', models.CharField(choices=[('opening', 'Opening'), ('what_follows', 'What follows'), ('closing', 'Closing')], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['year', 'kind', 'level', 'place'], name='letter_texts_by_place')],
            },
        ),
        migrations.CreateModel(
            name='LetterOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='determinations.letter')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('letter', 'person'), name='one_opening_a_letter_and_person')],
            },
        ),
        migrations.CreateModel(
            name='Window',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='monitoring.year')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='determinations.run')),
                ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=20)),
                ('ends_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('year',), name='one_open_window_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contests', to='determinations.window')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contests', to='monitoring.lea')),
                ('indicator', models.CharField(max_length=60)),
                ('figure', models.CharField(max_length=200)),
                ('status', models.CharField(choices=[('contested', 'Contested'), ('answered', 'Answered'), ('frozen', 'Frozen for the final run')], default='contested', max_length=20)),
                ('reason', models.TextField()),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.kept')),
                ('evidence_name', models.CharField(blank=True, max_length=200)),
                ('contested_at', models.DateTimeField()),
                ('contested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.CharField(blank=True, choices=[('correct', 'Correct the figure'), ('keep', 'Keep the figure')], max_length=20)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('final_run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contests', to='determinations.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('window', 'lea', 'indicator'), name='one_contest_an_element_and_window'), models.CheckConstraint(condition=models.Q(('status', 'contested'), models.Q(('answered_at__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='an_answered_contest_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='determinations.window')),
                ('lea', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.lea')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('window', 'lea', 'person'), name='one_look_a_window_lea_and_person')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='release',
            trigger=pgtrigger.compiler.Trigger(name='release_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{set:released,set:canceled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d74af7606e3f6753474de3e898f32f3d4cb36230', operation='UPDATE', pgid='pgtrigger_release_moves_ecceb', table='determinations_release', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='letter_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:issued,draft:embargoed,embargoed:issued,issued:corrected}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='7e069475a7dd0a993453a72052bacfcf2a4861b2', operation='UPDATE', pgid='pgtrigger_letter_moves_b3c94', table='determinations_letter', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lea_id" IS DISTINCT FROM NEW."lea_id" OR OLD."year_id" IS DISTINCT FROM NEW."year_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."run_id" IS DISTINCT FROM NEW."run_id" OR OLD."level" IS DISTINCT FROM NEW."level" OR OLD."status" IS DISTINCT FROM NEW."status" OR OLD."context" IS DISTINCT FROM NEW."context" OR (OLD."pdf_id" IS NOT NULL AND OLD."pdf_id" IS DISTINCT FROM NEW."pdf_id") OR OLD."replaces_id" IS DISTINCT FROM NEW."replaces_id" OR OLD."drafted_at" IS DISTINCT FROM NEW."drafted_at" OR OLD."issued_at" IS DISTINCT FROM NEW."issued_at" OR OLD."issued_by_id" IS DISTINCT FROM NEW."issued_by_id" OR OLD."release_id" IS DISTINCT FROM NEW."release_id")', func='INSERT INTO "determinations_letterchange" ("context", "drafted_at", "issued_at", "issued_by_id", "kind", "lea_id", "level", "pdf_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "release_id", "replaces_id", "run_id", "status", "year_id") VALUES (OLD."context", OLD."drafted_at", OLD."issued_at", OLD."issued_by_id", OLD."kind", OLD."lea_id", OLD."level", OLD."pdf_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."release_id", OLD."replaces_id", OLD."run_id", OLD."status", OLD."year_id"); RETURN NULL;', hash='376fcb2b573d1b9d60cfa5c59eda21db89409de4', operation='UPDATE', pgid='pgtrigger_update_update_41836', table='determinations_letter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "determinations_letterchange" ("context", "drafted_at", "issued_at", "issued_by_id", "kind", "lea_id", "level", "pdf_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "release_id", "replaces_id", "run_id", "status", "year_id") VALUES (OLD."context", OLD."drafted_at", OLD."issued_at", OLD."issued_by_id", OLD."kind", OLD."lea_id", OLD."level", OLD."pdf_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."release_id", OLD."replaces_id", OLD."run_id", OLD."status", OLD."year_id"); RETURN NULL;', hash='1c63e043e85b40a1fa7c51c81f9df6ba965fc47d', operation='DELETE', pgid='pgtrigger_delete_delete_ee140', table='determinations_letter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upload',
            trigger=pgtrigger.compiler.Trigger(name='upload_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{received:checking,checking:refused,checking:ready,ready:published,published:superseded,received:withdrawn,checking:withdrawn,refused:withdrawn,ready:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='bcbf4e7c6435c127276e6c5ba70e6eb3eb161ac1', operation='UPDATE', pgid='pgtrigger_upload_moves_55f7c', table='determinations_upload', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upload',
            trigger=pgtrigger.compiler.Trigger(name='rows_have_their_leas', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."status" IN (\'ready\', \'published\'))', declare='DECLARE leas bigint[]; there bigint;', func="\n                    WITH RECURSIVE each_lea AS (\n                        (SELECT lea_id FROM determinations_indicatorresult WHERE upload_id = NEW.id ORDER BY lea_id LIMIT 1)\n                        UNION ALL\n                        SELECT (\n                            SELECT lea_id FROM determinations_indicatorresult\n                            WHERE upload_id = NEW.id AND lea_id > each_lea.lea_id ORDER BY lea_id LIMIT 1\n                        ) FROM each_lea WHERE lea_id IS NOT NULL\n                    )\n                    SELECT array_agg(lea_id) INTO leas FROM each_lea WHERE lea_id IS NOT NULL;\n                    PERFORM FROM monitoring_lea WHERE id = ANY(leas) FOR KEY SHARE;\n                    GET DIAGNOSTICS there = ROW_COUNT;\n                    IF there < cardinality(leas) THEN\n                        RAISE foreign_key_violation USING MESSAGE = 'rows of an LEA that is not there';\n                    END IF;\n                    RETURN NULL;\n                ", hash='ed9553ae03be7ea604a5855379ac34d70e19b6e9', operation='UPDATE OF "status"', pgid='pgtrigger_rows_have_their_leas_ad999', table='determinations_upload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='run',
            trigger=pgtrigger.compiler.Trigger(name='run_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{draft:final,final:superseded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='e66f431ef131009d11a9c035f87bd1f6323be5d5', operation='UPDATE', pgid='pgtrigger_run_moves_22701', table='determinations_run', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='window',
            trigger=pgtrigger.compiler.Trigger(name='window_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{open:closed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='1acaa32c37890e1ffff28274f740700eda70d0a6', operation='UPDATE', pgid='pgtrigger_window_moves_a996c', table='determinations_window', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contest',
            trigger=pgtrigger.compiler.Trigger(name='contest_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{contested:answered,answered:frozen}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='8a365cd84c40baada64b5159230852637e23e0e2', operation='UPDATE', pgid='pgtrigger_contest_moves_5827a', table='determinations_contest', when='BEFORE')),
        ),
    ]

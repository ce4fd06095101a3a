import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0004_an_lea_in_a_year'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                'constraints': [
                    models.UniqueConstraint(fields=('name', 'number'), name='one_number_a_step_forms_version'),
                    models.UniqueConstraint(fields=('name', 'sha256'), name='one_version_a_step_forms_document'),
                ],
            },
        ),
        migrations.AddField(
            model_name='definitionversion',
            name='step_forms',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='monitoring.stepformsversion'),
        ),
    ]

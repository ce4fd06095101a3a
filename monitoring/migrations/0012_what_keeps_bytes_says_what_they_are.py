from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0011_address_changes'),
    ]

    operations = [
        migrations.AlterField(  # so that the column can come back
            model_name='kept',
            name='media_type',
            field=models.CharField(default='application/octet-stream', max_length=100),
        ),
        migrations.RemoveField(
            model_name='kept',
            name='media_type',
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0012_what_keeps_bytes_says_what_they_are'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='kept',
            name='content',
        ),
    ]

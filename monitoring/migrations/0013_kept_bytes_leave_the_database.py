from io import BytesIO

from django.db import migrations

from cim_portal.lib import store


def move_out(apps, schema_editor):
    """Store the bytes of each row where files are kept; the column goes once all of them are there."""
    kept = apps.get_model('monitoring', 'Kept').objects
    for sha256 in list(kept.order_by('pk').values_list('pk', flat=True)):
        content = bytes(kept.values_list('content', flat=True).get(pk=sha256))
        store.put(BytesIO(content), sha256=sha256)
        store.insist(sha256)


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0012_what_keeps_bytes_says_what_they_are'),
    ]

    operations = [
        migrations.RunPython(move_out),
        migrations.RemoveField(
            model_name='kept',
            name='content',
        ),
    ]

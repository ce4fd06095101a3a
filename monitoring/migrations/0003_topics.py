"""The four topic areas, under the state's labels with our own short words."""

from django.db import migrations

TOPICS = (
    (
        "disciplinary-action",
        "Disciplinary Action (Suspension and Expulsion)",
        "Whether students with disabilities of one race or ethnicity are suspended or expelled more than their peers."
        " Look here for ways to read discipline data, and for practices that keep students in class.",
    ),
    (
        "more-restrictive-environments",
        "Placement: More Restrictive Environments",
        "Whether students of one group spend more of their day apart from general education than others with"
        " disabilities. Look here for help with placement decisions and inclusive practice.",
    ),
    (
        "special-education-in-general",
        "Indicator 9: Special Education in General",
        "Whether students of one group are found eligible for special education more than their peers, because of how"
        " they are found. Look here for help with referral, assessment and early support.",
    ),
    (
        "specific-disability-category",
        "Indicator 10: Special Education within a Specific Disability Category",
        "The same question within one disability category, such as emotional disturbance or specific learning"
        " disability. Look here for help with assessment that is fair to every group.",
    ),
)


def add(apps, schema_editor):
    Topic = apps.get_model("monitoring", "Topic")
    for order, (slug, title, text) in enumerate(TOPICS, start=1):
        Topic.objects.update_or_create(slug=slug, defaults={"title": title, "text": text, "order": order})


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

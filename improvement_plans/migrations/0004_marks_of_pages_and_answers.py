"""A mark belongs to one page, of an activity for each element the page of that element; the LEA answers what was asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def give_each_page_its_mark(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give each page of an activity what was found of the activity, so that nothing that was asked is lost."""
    marks = apps.get_model("improvement_plans", "ReviewMark").objects
    submissions = apps.get_model("improvement_plans", "Submission").objects
    for mark in marks.order_by("pk").iterator():
        submission = submissions.filter(step_id=mark.step_id, round=mark.round).first()
        repeats = sorted(submission.answers.get(mark.activity, {})) if submission else []
        if not repeats or "" in repeats:
            continue
        for repeat in repeats[1:]:
            marks.create(
                step_id=mark.step_id,
                round=mark.round,
                activity=mark.activity,
                repeat=repeat,
                mark=mark.mark,
                sentence=mark.sentence,
                by_id=mark.by_id,
                at=mark.at,
            )
        mark.repeat = repeats[0]
        mark.save(update_fields=["repeat"])


class Migration(migrations.Migration):
    dependencies = [
        ("improvement_plans", "0003_attached_files_are_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="reviewmark", name="one_mark_an_activity_and_round"),
        migrations.AddField(
            model_name="reviewmark", name="repeat", field=models.CharField(blank=True, max_length=60)
        ),
        migrations.AddConstraint(
            model_name="reviewmark",
            constraint=models.UniqueConstraint(
                fields=("step", "round", "activity", "repeat"), name="one_mark_a_page_and_round"
            ),
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(choices=[("done", "Done"), ("not_done", "Not done")], max_length=20)),
                ("sentence", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "mark",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reply",
                        to="improvement_plans.reviewmark",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(outcome="not_done") | ~models.Q(sentence=""),
                        name="what_is_not_done_says_why",
                    )
                ],
            },
        ),
        migrations.RunPython(give_each_page_its_mark, migrations.RunPython.noop, elidable=True),
    ]

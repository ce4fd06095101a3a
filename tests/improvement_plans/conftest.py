"""A plan that is carried out."""

from datetime import timedelta

from improvement_plans.plans.models import Plan, Step
from improvement_plans.reviews import moves as reviews_moves
from improvement_plans.workbook.models import Answer
from monitoring.work import jobs
from tests import world
from tests.cast import NOON, Cast
from tests.worlds import world as a_world


@a_world
def approved_2023(cast: Cast, issued_2023: dict[str, Plan]) -> Plan:
    """Alder's plan of 2023, approved: one outcome, looked at twice and at its end, and one action step."""
    for number in (1, 2, 3):
        world.fill_step(cast.lea, number, by=cast.editor)
        step = world.step_of(cast.lea, number)
        for answer in Answer.objects.filter(step=step):
            if answer.activity == "measurable_outcomes":
                outcome = answer.value["outcomes"][0] | {
                    "_id": "o1", "outcome": "More contacts", "unit": "hours", "baseline": "20", "direction": "at least",
                    "baseline_date": "2023-04-03", "target": "30", "target_date": "2024-06-30", "element": [],
                }  # fmt: skip
                answer.value = {"outcomes": [outcome], "benchmarks": []}
            elif answer.activity == "action_steps":
                row = answer.value["steps"][0]
                answer.value = {"steps": [{**row, "_id": "s1", "action": "Train the team", "finish": "2023-09-15"}]}
            elif answer.activity == "monitoring_plan":
                checks = [{"_id": "c1", "date": "2023-10-01"}, {"_id": "c2", "date": "2024-01-31", "outcomes": ["o1"]}]
                answer.value = {**answer.value, "checks": checks}
            answer.save()
    for number in (1, 2, 3):
        Step.objects.filter(plan__lea=cast.lea, number=number).update(status="submitted")
    for number in (1, 2, 3):
        reviews_moves.approve_step(step=world.step_of(cast.lea, number), by=cast.reviewer, at=NOON + timedelta(days=30))
    jobs.work_off()
    return world.plan_of(cast.lea)

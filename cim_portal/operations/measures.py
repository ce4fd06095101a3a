"""What machines that watch the portal read of its work: the same from every web server, since it is asked of the database."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from cim_portal.operations import queries
from monitoring.work import heartbeats, jobs


class Measures(Collector):
    """Jobs, mails and processes as they are at one moment. While the database is away, that is all it says."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        """Yield each measure with its values."""
        found: list[Metric] = []
        try:
            found = [self._jobs(), self._oldest(), self._mails(), self._processes()]
        except DatabaseError:
            found = []
        yield from found
        answers = GaugeMetricFamily("cim_database_up", "1 where the database answers.")
        answers.add_metric([], 1 if found else 0)
        yield answers

    def _jobs(self) -> Metric:
        said = "Jobs by kind and state: those that wait, run or failed, and those done within a day."
        measure = GaugeMetricFamily("cim_jobs", said, labels=["lane", "kind", "state"])
        for (kind, state), count in queries.counted(at=self.at).items():
            measure.add_metric([jobs.lane_of(kind), kind, state], count)
        return measure

    def _oldest(self) -> Metric:
        said = "How long the oldest job of a lane has waited, 0 where none waits."
        measure = GaugeMetricFamily("cim_oldest_waiting_job_seconds", said, labels=["lane"])
        for lane in queries.lanes():
            measure.add_metric([lane.name], (self.at - lane.oldest).total_seconds() if lane.oldest else 0)
        return measure

    def _mails(self) -> Metric:
        measure = GaugeMetricFamily("cim_mails", "Mails sent within a day, waiting, and failed.", labels=["state"])
        counts = queries.mail_counts(at=self.at)
        for state in queries.STATES:
            measure.add_metric([state], getattr(counts, state))
        return measure

    def _processes(self) -> Metric:
        said = "Workers and schedulers that gave a sign of life just now."
        measure = GaugeMetricFamily("cim_processes_alive", said, labels=["kind"])
        alive = [process.kind for process in queries.processes(at=self.at) if process.is_alive]
        for kind in (heartbeats.WORKER, heartbeats.SCHEDULER):
            measure.add_metric([kind], alive.count(kind))
        return measure

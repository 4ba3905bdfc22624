"""Numbers for whoever watches the server, in Prometheus' text form; no label tells of a webhook, a key or a person."""

from __future__ import annotations

from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters and histograms of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        info = Gauge("leadbase_info", "The version that runs.", ["version"], registry=self.registry)
        info.labels(version("leadbase")).set(1)
        self._hook_answers = Counter(
            "leadbase_hook_answers", "Answers to requests under /hook.", ["status"], registry=self.registry
        )
        self._hook_seconds = Histogram(
            "leadbase_hook_seconds", "Seconds from a request under /hook to its answer.", buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._api_answers = Counter(
            "leadbase_api_answers", "Answers of the API.", ["method", "route", "status"], registry=self.registry
        )
        self._api_seconds = Histogram(
            "leadbase_api_seconds", "Seconds from a request to the API to its answer.", ["method", "route"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._disk = Gauge("leadbase_disk_free_bytes", "Bytes free on the data folder's disk.", registry=self.registry)
        self._events = Gauge(
            "leadbase_events", "Events that are unfinished, or failed and not seen.", ["state"], registry=self.registry
        )

    def observe_hook(self, _webhook: str, status: int, seconds: float) -> None:
        """Count an answer under /hook."""
        self._hook_answers.labels(str(status)).inc()
        self._hook_seconds.observe(seconds)

    def observe_api(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer of the API; `route` is the route's pattern, never a path that was asked for."""
        self._api_answers.labels(method, route, str(status)).inc()
        self._api_seconds.labels(method, route).observe(seconds)

    def set_events(self, state: str, count: int) -> None:
        """Say how many events are in this state now."""
        self._events.labels(state).set(count)

    def set_disk(self, free: int) -> None:
        """Say how many bytes are free where the data folder is."""
        self._disk.set(free)

    def text(self) -> bytes:
        """Give all of them in Prometheus' text form."""
        return generate_latest(self.registry)

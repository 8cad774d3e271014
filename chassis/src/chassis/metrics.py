"""What a service says of itself to Prometheus. Served at `/metrics` of api and worker."""

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Histogram(
    "portico_http_request_seconds",
    "Time from the request to its answer",
    ["method", "route", "status"],
    buckets=_FAST,
)
REQUESTS_REFUSED = Counter(
    "portico_http_refused_total", "Requests refused before any route saw them", ["status"]
)
CONNECTIONS_CLOSED = Counter(
    "portico_http_connections_closed_total",
    "Connections closed in this phase because their time was over, or to make room",
    ["phase"],
)
OUTBOX_UNPUBLISHED = Gauge("portico_outbox_unpublished", "Events that wait for the relay")
OUTBOX_OLDEST = Gauge("portico_outbox_oldest_seconds", "Age of the oldest event that waits")
RELAYED = Counter("portico_relay_events_total", "Events that the broker acknowledged")
REPLAYED = Counter("portico_relay_replays_total", "Times that a topic's window was replayed")
CONSUMED = Counter(
    "portico_consumer_events_total",
    "Events by what became of them: handled, duplicate, skipped, waiting or dead",
    ["outcome"],
)
BATCH_SECONDS = Histogram(
    "portico_consumer_batch_seconds", "Time to handle one batch", buckets=_FAST
)
CONSUMER_LAG = Gauge("portico_consumer_lag", "Messages behind the end of a topic", ["topic"])
DEAD_LETTERS = Gauge(
    "portico_dead_letters",
    "Events that failed for good and wait for a person, by what happened and whose it is",
    ["event", "agency"],
)
STUCK = Gauge(
    "portico_stuck",
    "What a service's own tasks cannot finish and a person has to look at, by what and whose",
    ["what", "agency"],
)
WAITING_LETTERS = Gauge("portico_waiting_letters", "Events that wait for another topic")

"""What documents says of itself to Prometheus."""

from prometheus_client import Counter, Histogram

RENDERED = Counter(
    "portico_documents_total",
    "Documents by kind and what became of them: rendered, failed or retried",
    ["kind", "outcome"],
)
RENDER_SECONDS = Histogram(
    "portico_document_seconds",
    "Time from taking a document off the queue to its being stored",
    ["kind"],
    buckets=(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 30),
)

"""How every Portico service runs: database, outbox, inbox, consumer, HTTP, security, telemetry.

The chassis knows no domain noun. Start reading at `chassis.service` (what a service is made of),
then `chassis.uow` (what a use case is given), `chassis.relay` and `chassis.consumer` (how events
leave and arrive). `chassis/README.md` explains outbox, inbox and dead letters from the beginning.
"""

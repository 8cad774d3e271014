"""Portico on one machine: PostgreSQL, a broker, a mail catcher and every service, as processes.

`portico_local.stack.Stack` is the whole of it as an object; `./portico` is its command line, and
the fault tests, the journeys, the demo and the benchmarks are its other users.
"""

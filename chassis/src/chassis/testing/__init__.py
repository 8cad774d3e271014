"""Tools for tests: real databases cloned from a template, passes, events without a broker.

`chassis.testing.plugin` is a pytest plugin with the fixtures; its docstring says how a service's
`conftest.py` uses it.
"""

from chassis.testing.waiting import eventually

__all__ = ["eventually"]

"""How events arrive: handlers, the inbox, and what becomes of an event that cannot be handled."""

from chassis.consumer.handlers import Handler, Handlers, Received, Told

__all__ = ["Handler", "Handlers", "Received", "Told"]

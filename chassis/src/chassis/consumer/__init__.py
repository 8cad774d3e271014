"""How events arrive: handlers, the inbox, and what becomes of an event that cannot be handled."""

from chassis.consumer.handlers import EventVersion, Handler, Handlers, Received

__all__ = ["EventVersion", "Handler", "Handlers", "Received"]

"""How a batch becomes calls of handlers: few calls, with the order of every key kept."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from chassis.consumer.messages import DecodedMessage


def waves(batch: Sequence[DecodedMessage]) -> Iterator[list[DecodedMessage]]:
    """Split a batch into groups of one agency and one type, in an order that keeps each key's.

    Events of one key and type that follow each other share a group; where the type changes within
    a key, the later event goes to a later wave. Groups of one wave may run in any order.
    """
    wave_of_key: dict[tuple[str, str], tuple[int, str]] = {}
    groups: dict[tuple[int, UUID, str], list[DecodedMessage]] = {}
    for incoming in batch:
        if incoming.envelope is None:
            raise ValueError("only a readable event can be handled")
        wave, last_type = wave_of_key.get(incoming.place, (0, incoming.type))
        if last_type != incoming.type:
            wave += 1
        wave_of_key[incoming.place] = (wave, incoming.type)
        groups.setdefault((wave, incoming.envelope.agency_id, incoming.type), []).append(incoming)
    for _, group in sorted(groups.items(), key=lambda item: item[0][0]):
        yield group

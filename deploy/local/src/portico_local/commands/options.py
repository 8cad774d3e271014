"""Options that several commands have."""

from typing import Annotated, Literal

from cyclopts import Parameter

Kafka = Annotated[
    Literal["tansu", "apache"],
    Parameter(help="The embedded broker, or Apache Kafka 4 (needs Java 17 and Maven)."),
]
Brokers = Annotated[int, Parameter(help="Nodes of Apache Kafka: 1 or 3.")]
Demo = Annotated[bool, Parameter(help="Fill in the demo data if there are none.")]
OnlyService = Annotated[
    list[str] | None,
    Parameter(help="Start this service alone; can be given several times.", negative=""),
]
ForwardedArgument = Annotated[str, Parameter(allow_leading_hyphen=True, show=False)]

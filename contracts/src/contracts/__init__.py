"""What Portico's services say to each other: topics, events, and the value types in them.

This package depends on pydantic alone and knows nothing of how a service runs. Every event is
declared once, here; its JSON schema is committed in `contracts/schemas/` and an example in
`contracts/examples/`, and a test refuses a change that an older consumer could not read.
"""

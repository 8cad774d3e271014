"""HTTP shapes of waivers."""

from chassis.fields import Body, Reason


class WaiverRequest(Body):
    """Why the agency gives up a charge."""

    reason: Reason

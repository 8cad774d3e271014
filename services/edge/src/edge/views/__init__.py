"""What each portal is shown: one router a portal, each view composed from the services."""

"""Identity: what it is made of."""

from datetime import timedelta
from pathlib import Path

from chassis.service import Schedule, Service
from identity.agencies import routes as agencies
from identity.agencies.command import agency_command
from identity.companies import routes as companies
from identity.links import routes as links
from identity.links.sealing import open_sealer
from identity.passwords import routes as passwords
from identity.passwords.hashing import open_passwords
from identity.people import routes as people
from identity.sessions import routes as sessions
from identity.sessions.passes import open_pass_issuer
from identity.settings import IdentitySettings
from identity.tidying import tidy

MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: IdentitySettings | None = None) -> Service:
    """The service, with settings from the environment unless they are given."""
    settings = settings or IdentitySettings()
    return Service(
        name="identity",
        settings=settings,
        migrations=MIGRATIONS,
        routers=[
            sessions.login_router,
            sessions.router,
            sessions.me_router,
            links.router,
            links.sign_up_router,
            passwords.router,
            people.router,
            companies.router,
            agencies.router,
        ],
        schedules=[Schedule(name="tidy", every=timedelta(hours=1), run=tidy)],
        resources=[
            open_passwords,
            open_sealer(settings.secrets_public_key_file),
            open_pass_issuer(settings.pass_signing_key_file),
        ],
        commands={"agency": agency_command},
    )

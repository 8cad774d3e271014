"""Identity: what it is made of."""

from datetime import timedelta
from pathlib import Path

from chassis.http.stuck import stuck_events_router
from chassis.sealing import open_sealer
from chassis.service import Schedule, Service
from chassis.vault import open_vault
from contracts.access import Permission
from identity import address_codes, stuck
from identity.administration import routes as administration
from identity.agencies import routes as agencies
from identity.assignments import handlers as assignments
from identity.assignments.repository import names_of
from identity.bank_accounts import routes as bank_accounts
from identity.bank_accounts.sealing import open_bank_vault
from identity.companies import routes as companies
from identity.company_changes import routes as company_changes
from identity.legal_details import routes as legal_details
from identity.links import routes as links
from identity.passwords.hashing import open_passwords
from identity.people import routes as people
from identity.profile import routes as profile
from identity.profile.pictures import open_pictures
from identity.provider_flows import routes as provider_flows
from identity.providers import routes as providers
from identity.providers.client import open_openid
from identity.provisioning.command import agency_command
from identity.provisioning.temporary_password import temporary_password_command
from identity.security import routes as security
from identity.sessions import routes as sessions
from identity.sessions.passes import open_pass_issuer
from identity.settings import IdentitySettings
from identity.sign_in import routes as sign_in
from identity.stand_ins import routes as stand_ins
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
            sign_in.router,
            sign_in.open_routes,
            sessions.keys_router,
            sessions.ended_router,
            sessions.router,
            sessions.me_router,
            security.me_router,
            security.factors_router,
            security.passkeys_router,
            security.accounts_router,
            security.secrets_router,
            provider_flows.router,
            provider_flows.link_router,
            profile.router,
            profile.picture_router,
            links.router,
            administration.router,
            administration.secrets_router,
            bank_accounts.me_router,
            bank_accounts.router,
            stand_ins.me_router,
            stand_ins.router,
            legal_details.router,
            legal_details.people_router,
            people.router,
            companies.router,
            company_changes.router,
            agencies.router,
            providers.router,
            stuck_events_router(Permission.PEOPLE_MANAGE, names_of, stuck.others),
        ],
        handlers=[assignments.handlers],
        schedules=[
            Schedule(name="tidy", every=timedelta(hours=1), run=tidy),
            Schedule(name="address codes", every=timedelta(hours=1), run=address_codes.assign),
        ],
        resources=[
            open_passwords(settings.database_pool_size),
            open_sealer(settings.secrets_public_key_file),
            open_pass_issuer(settings.pass_signing_key_file),
            open_pictures,
            open_vault(settings.stored_secrets_key_file),
            open_bank_vault(settings.bank_details_key_file),
            open_openid,
        ],
        commands={
            "agency": agency_command,
            "temporary-password": temporary_password_command,
        },
    )

"""What tests of the customer's portal share."""

from typing import Any
from uuid import uuid4

import pytest

from ..conftest import NewPerson
from ..people import Site
from .customers import Customer


@pytest.fixture
def new_customer(site: Site, new_person: NewPerson) -> Any:
    """`await new_customer()`: a company that no other test looks at."""

    async def make(name: str = "Quay & Sons") -> Customer:
        company = await site.staff.post(
            "/api/agency/companies",
            {
                "name": name,
                "address": {
                    "street": "1 Quay",
                    "postal_code": "M5J 1A6",
                    "city": "Toronto",
                    "region": "ON",
                    "country": "CA",
                },
                "organisation_number": uuid4().hex[:12],
            },
            once=True,
        )
        return Customer(site=site, company=company, new_person=new_person)

    return make

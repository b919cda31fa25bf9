"""A usual buyer, with a long German address: what an order pays for is measured with her."""

from chalicelib.kernel.storage import transactions
from chalicelib.people.person import Address, FiscalRecord, Identifiers, PersonContact
from chalicelib.people.registration import register_act

ANNA = "per_eu_01JDANNA00000000000000000A"
BRUNO = "per_eu_01JDBRNN00000000000000000B"

HOME = Address(
    street="Friedrich-Wilhelm-von-Steuben-Straße 115",
    postal_code="60488",
    city="Frankfurt am Main",
    country="DE",
    addition="Hinterhaus, 3. Etage links",
)
CONTACT = PersonContact(
    name="Anna-Magdalena Wachtveitl-Brückner",
    email="anna-magdalena.wachtveitl-brueckner@posteo.example",
    phone="+49 69 90009000",
    address=HOME,
    language="de",
)
FISCAL = FiscalRecord(name="Wachtveitl Grafik GmbH", address=HOME)
PARCEL = Identifiers(
    serial_kind="IMEI", serial="490154203237518", carrier="dhl", tracking_number="00340434161094042557"
)


def register(person_id: str) -> None:
    transactions.commit([register_act(person_id, CONTACT, FISCAL)])

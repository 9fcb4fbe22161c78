"""Does a backup that is put back leave the registers of vendors, clients and incidents as they stand?"""

from datetime import timedelta

from reticent.disclosure import incidents
from reticent.disclosure.incidents import Particulars as Lost
from reticent.people import clients, vendors
from reticent.people.vendors import Particulars
from reticent.policy.contracting import AGENT
from reticent.policy.vocabulary import CONTRACT_TERMS
from reticent.retention import backups
from tests.conftest import NOW, TODAY, Town

NEXT_YEAR = TODAY + timedelta(days=300)
HARBOR = Particulars(
    "Harbor Recovery",
    "Writes for us.",
    AGENT,
    "recovery",
    ("registration.name",),
    dict.fromkeys(CONTRACT_TERMS, "section 7"),
    runs_from=TODAY,
)
LOST = Lost(
    "lost_paper", "A sheet lay in the street.", found_on=TODAY, kinds=("loan",), information=("login",)
)


def test_what_ended_or_was_revoked_stays_so_and_no_clock_of_an_incident_is_lost(town) -> None:  # type: ignore[no-untyped-def]
    there: Town = town("wolcott", policy_id="wolcott-2016")
    there.staff("clara")
    handle = vendors.note(there.library, HARBOR)
    vendors.activate(there.library, handle, today=TODAY, role="director")
    client = clients.make(
        there.library, name="Wipes", scopes=(clients.WIPED,), vendor=handle, expires_on=NEXT_YEAR,
        today=TODAY, role="director",
    ).row  # fmt: skip
    made = backups.make(now=NOW)
    clients.revoke(there.library, client.handle, today=TODAY, role="director")
    since = clients.make(
        there.library, name="Mail", scopes=(clients.RETURNED,), expires_on=NEXT_YEAR, today=TODAY, role="director"
    )  # fmt: skip
    vendors.end(there.library, handle, on=TODAY, today=TODAY, role="director")
    noted = incidents.note(there.library, LOST, today=TODAY, role="director")

    backups.restore(made.name, now=NOW + timedelta(hours=1), confirm=lambda name: True)

    seen = vendors.found(there.library, handle, today=TODAY)
    assert (seen.state, seen.row.fields, seen.row.terms) == (vendors.ENDED, HARBOR.fields, dict(HARBOR.terms))
    assert clients.found(there.library, client.handle).state(today=TODAY) == clients.REVOKED
    assert clients.known(there.library, since.secret, today=TODAY).scopes == [clients.RETURNED]
    assert incidents.found(there.library, noted).row.information == ["login"]

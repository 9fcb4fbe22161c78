"""`reticent api client`: made, listed, renewed and revoked from the command line."""

from tests.flows.conftest import MANSFIELD, Installation


def test_a_client_is_made_renewed_and_revoked_by_command(copy: Installation) -> None:
    make = ("api", "client", "make", "The script that wipes", "--may", "computers-wiped", *MANSFIELD)

    made = copy.run(*make, "--json").json
    assert made["secret"].startswith(f"reticent_{made['handle']}_")
    again = copy.run(*make)
    assert (again.code, "of this name" in again.said) == (2, True)
    refused = copy.run("api", "client", "make", "x", "--may", "entitlement", "--vendor", "Nobody", *MANSFIELD)
    assert (refused.code, "no vendor “Nobody”" in refused.said) == (1, True)

    (row,) = copy.run("api", "client", "list", *MANSFIELD, "--json").json["clients"]
    assert (row["name"], row["scopes"], row["state"]) == (
        "The script that wipes",
        ["computers-wiped"],
        "works",
    )
    assert "secret" not in row

    new = copy.run("api", "client", "rotate", made["handle"], *MANSFIELD)
    assert "shown this once" in new.said
    assert copy.run("api", "client", "revoke", made["handle"], *MANSFIELD).code == 2  # nobody was asked
    assert copy.run("api", "client", "revoke", made["handle"], "--yes", *MANSFIELD).code == 0
    assert copy.run("api", "client", "revoke", made["handle"], "--yes", *MANSFIELD).code == 1
    assert "revoked" in copy.run("api", "client", "list", *MANSFIELD).said

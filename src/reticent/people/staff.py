"""Staff accounts: who signs in at the desk, and which duties the director has assigned to them (WO-19, S-3)."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction

from reticent.errors import Malformed
from reticent.people import pauses
from reticent.people.libraries import Library

FIRST_PAUSE = timedelta(minutes=5)

# The title of an account that works here without being of the staff.
VOLUNTEER = "volunteer"


class NoSuchAccount(Malformed):
    """Nobody works there under this name."""


class StaffAccounts(BaseUserManager["StaffAccount"]):
    """Makes and finds staff accounts."""

    def hire(
        self, *, username: str, password: str, library: Library, title: str, duties: list[str]
    ) -> "StaffAccount":
        """A new account, or the same one with new duties and password."""
        account = self.filter(username=username).first() or self.model(username=username)
        account.library = library
        account.title = title
        account.duties = sorted(duties)
        account.set_password(password)
        account.tries, account.waits_until = 0, None
        account.save(using=self._db)
        return account

    def take_try(self, username: str, *, now: datetime) -> bool:
        """Count one more try of a password, committed; whether it may be checked now. A name that is nobody's may."""
        with transaction.atomic(using=self.db):
            account = self.select_for_update().filter(username=username).first()
            if account is None:
                return True
            if account.waits_until and now < account.waits_until:
                return False
            begun_anew = account.waits_until and account.waits_until + pauses.REMEMBERED < now
            account.tries = 1 if begun_anew else account.tries + 1
            account.waits_until = pauses.until(account.tries, now=now, first=FIRST_PAUSE)
            account.save(update_fields=["tries", "waits_until"])
            return True

    def unlock(self, username: str) -> None:
        """The right password was given, or the administrator says so: what was counted is over."""
        self.filter(username=username).update(tries=0, waits_until=None)


class StaffAccount(AbstractBaseUser):
    """One person who works here. The only table about persons outside the drawer."""

    username = models.CharField(max_length=60, unique=True)
    library = models.ForeignKey(Library, on_delete=models.PROTECT)
    title = models.CharField(max_length=60)
    duties = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    tries = models.PositiveSmallIntegerField(default=0)
    waits_until = models.DateTimeField(null=True)

    objects: ClassVar[StaffAccounts] = StaffAccounts()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return f"staff account {self.pk}"

    @property
    def is_volunteer(self) -> bool:
        """Whether whoever works here under this account is no member of the staff."""
        return self.title.strip().casefold() == VOLUNTEER

    def has_duty(self, duty: str) -> bool:
        """Whether the director assigned this duty to the account."""
        return duty in self.duties


def at(library: Library) -> list[StaffAccount]:
    """The accounts of a library that may sign in, by name."""
    return list(StaffAccount.objects.filter(library=library, is_active=True).order_by("username"))


def named(username: str, *, at_library: Library) -> StaffAccount:
    """The account of this library that may sign in under this name; `NoSuchAccount` says which there are."""
    there = at(at_library)
    account = next((each for each in there if each.username == username), None)
    if account is None:
        names = ", ".join(each.username for each in there) or "none"
        raise NoSuchAccount(f"{at_library.name} has no account “{username}”. There are: {names}.")
    return account

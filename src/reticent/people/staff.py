"""Staff accounts: who signs in at the desk, and which duties the director has assigned to them (WO-19, S-3)."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from reticent.people.libraries import Library


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
        account.save(using=self._db)
        return account


class StaffAccount(AbstractBaseUser):
    """One person who works here. The only table about persons outside the drawer."""

    username = models.CharField(max_length=60, unique=True)
    library = models.ForeignKey(Library, on_delete=models.PROTECT)
    title = models.CharField(max_length=60)
    duties = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[StaffAccounts] = StaffAccounts()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return f"staff account {self.pk}"

    def has_duty(self, duty: str) -> bool:
        """Whether the director assigned this duty to the account."""
        return duty in self.duties

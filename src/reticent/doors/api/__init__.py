"""The machine door: other programs ask whether a card is entitled, or tell us what happened; a patron's own program takes
her own record. Translate, make one call, no rules; nobody is ever listed here."""

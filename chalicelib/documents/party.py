"""Who a document is from and for, as it is printed."""

import msgspec


class Party(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A business or a person. `address` is one line or several, without the country, which is ISO 3166 alpha-2."""

    name: str
    address: tuple[str, ...]
    country: str
    vat_number: str | None = None
    register: str | None = None
    email: str | None = None

    def lines(self) -> tuple[str, ...]:
        """The lines of its block."""
        more = (self.vat_number, self.register, self.email)
        return tuple(line for line in (self.name, *self.address, self.country, *more) if line)

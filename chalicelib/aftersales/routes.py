"""The routes of everything after the sale, as the application takes them in."""

from chalicelib.aftersales.claims.routes import routes as claims
from chalicelib.aftersales.donations.routes import routes as donations
from chalicelib.aftersales.guarantees.routes import routes as guarantees
from chalicelib.aftersales.returns.routes import routes as returns

AFTER = (guarantees, returns, claims, donations)

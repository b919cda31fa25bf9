"""The URL of health: what needs an operator."""

from chalicelib.health import counts
from chalicelib.health.answers import PlatformHealth
from chalicelib.kernel.http.auth import ops
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes

routes = Routes(__name__)


@routes.get("/ops/health", ops("health:read"))
def show_health(_: Call) -> PlatformHealth:
    """Counts of what needs an operator; 0 everywhere is healthy."""
    return counts.counts()

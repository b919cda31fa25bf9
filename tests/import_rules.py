"""The rules of who may import what. Each takes the root of a source tree and answers the violations it finds there."""

from collections.abc import Iterator
from pathlib import Path

from tests.source_code import Import, Module, modules

# From the ground up; a room imports only what stands below it. Rooms of one row do not know each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("kernel",),
    ("facts",),
    ("markets",),
    ("gateways",),
    ("documents", "uploads"),
    ("people",),
    ("access",),
    ("sellers",),
    ("payments",),
    ("carbon",),
    ("catalog",),
    ("ranking",),
    ("search",),
    ("orders",),
    ("aftersales", "invoices"),
    ("webhooks", "mails"),
    ("health",),
    ("web",),
    ("storefront", "seller_console", "ops_console"),
    ("api_reference",),
    ("subscriptions",),
    ("app",),
)
FLOOR = {room: floor for floor, rooms in enumerate(LAYERS) for room in rooms}

# The rooms of pages: each a second surface over the same use cases as the API, for its own readers.
SURFACES = frozenset({"storefront", "seller_console", "ops_console"})

# Who besides its own room may import a module of that name. `views` are not here: what a room shows of its own things
# a room above may show too (an order's carbon, a letter's totals), and they only turn values into values.
PRIVATE: dict[str, frozenset[str]] = {
    "models": frozenset(),
    "routes": frozenset({"app"}),
    "reactions": frozenset({"subscriptions"}),
    # Pages fill a room's payloads from forms.
    "payloads": SURFACES,
}

_STRUCTURED = "chalicelib.documents.structured_invoice"
_INVOICE_MODELS = ("accounting", "document", "note", "party", "tradelines")
# Libraries that only the named modules may import: time, chance, the framework and the outside have one door each.
DOORS: dict[str, frozenset[str]] = {
    "time": frozenset({"chalicelib.kernel.runtime.clock"}),
    "sched": frozenset(),
    "asyncio": frozenset(),
    "concurrent": frozenset(),
    "multiprocessing": frozenset(),
    # A request lies in its thread: locally one application object serves several at once. Work that no request waits
    # for is started by one module, as time is asked of one.
    "threading": frozenset({"chalicelib.kernel.runtime.background", "chalicelib.kernel.http.application"}),
    "random": frozenset(),
    "secrets": frozenset({"chalicelib.kernel.runtime.randomness"}),
    "uuid": frozenset(),
    "boto3": frozenset(),
    "botocore.config": frozenset({"chalicelib.kernel.runtime.aws"}),
    "botocore.session": frozenset({"chalicelib.kernel.runtime.aws"}),
    "chalice": frozenset({"app", "chalicelib.kernel.http.application", "chalicelib.kernel.http.routes"}),
    "stripe": frozenset({"chalicelib.gateways.stripe"}),
    "jinja2": frozenset(
        {"chalicelib.mails.rendering", "chalicelib.api_reference.rendering", "chalicelib.web.rendering"}
    ),
    "tantivy": frozenset({"chalicelib.search.query.index_queries", "chalicelib.search.index.engine"}),
    **{f"drafthorse.models.{part}": frozenset({_STRUCTURED}) for part in _INVOICE_MODELS},
    "fpdf": frozenset({"chalicelib.documents.pdf_pages"}),
    "ttf_opensans": frozenset({"chalicelib.documents.pdf_pages"}),
    "urllib3": frozenset(),
    "h11": frozenset({"chalicelib.gateways.http_client"}),
    "socket": frozenset({"chalicelib.gateways.http_client"}),
    "importlib": frozenset({"chalicelib.kernel.runtime.deferred_imports"}),
    # What does not ship cannot be imported by what does.
    "doubles": frozenset(),
    "local": frozenset(),
    "testing": frozenset(),
    "tests": frozenset(),
    "bench": frozenset(),
}
# Names of those libraries that any module may import: they ask nothing of the machine.
VALUES_OF_DOORS = frozenset({"uuid.UUID"})
# Imported where they are needed, in a function, and nowhere else: 250, 20, 6 and 7 ms that most functions spare, and
# half a second for the libraries of documents.
LAZY = frozenset(
    {"stripe", "jinja2", "tantivy", "h11", "fpdf", "ttf_opensans"}
    | {f"drafthorse.models.{part}" for part in _INVOICE_MODELS}
)


def room_of(name: str) -> str:
    """`orders` for `chalicelib.orders.checkout.placing`, `facts` for `chalicelib.facts`, `app` for `app`."""
    parts = name.split(".")
    return parts[1] if parts[0] == "chalicelib" and len(parts) > 1 else parts[0]


def shipped(root: Path) -> Iterator[tuple[Module, Import]]:
    """Every import of what is deployed."""
    for module in modules(root, "app.py", "chalicelib"):
        for one in module.imports:
            yield module, one


def is_ours(name: str) -> bool:
    return name == "app" or name.startswith("chalicelib")


def imports_run_one_way(root: Path) -> list[str]:
    found = []
    for module, one in shipped(root):
        here, there = room_of(module.name), room_of(one.module)
        if not is_ours(one.module) or here == there:
            continue
        if here not in FLOOR or there not in FLOOR:
            found.append(f"{module.place}:{one.line} {here} or {there} has no place in LAYERS")
        elif FLOOR[there] >= FLOOR[here]:
            found.append(f"{module.place}:{one.line} {here} imports {there}, which does not stand below it")
    return found


def modules_make_no_circle(root: Path) -> list[str]:
    """Modules of the application that import each other, directly or over others; within a room as well."""
    known = {module.name: module for module in modules(root, "chalicelib")}
    imports = {name: {one.module for one in module.imports} & known.keys() for name, module in known.items()}
    open_modules = dict(imports)
    # A module is closed once all it imports is; what never closes is in a circle or above one.
    while closed := {name for name, needed in open_modules.items() if not needed & open_modules.keys()}:
        open_modules = {name: needed for name, needed in open_modules.items() if name not in closed}
    return [
        f"{known[name].place} is in a circle of imports, or above one: {sorted(needed & open_modules.keys())}"
        for name, needed in sorted(open_modules.items())
    ]


def private_modules_stay_in_their_room(root: Path) -> list[str]:
    found = []
    for module, one in shipped(root):
        parts = one.module.split(".")
        if parts[0] != "chalicelib" or len(parts) < 3 or parts[1] == "kernel" or room_of(module.name) == parts[1]:
            continue
        allowed = next((PRIVATE[part] for part in parts[2:] if part in PRIVATE), None)
        if allowed is not None and room_of(module.name) not in allowed:
            found.append(f"{module.place}:{one.line} {one.module} is private to {parts[1]}")
    return found


def private_names_stay_in_their_module(root: Path) -> list[str]:
    return [
        f"{module.place}:{one.line} {one.name} is private to {one.module}"
        for module, one in shipped(root)
        if is_ours(one.module) and one.name.startswith("_")
    ]


def libraries_have_one_door(root: Path) -> list[str]:
    found = []
    for module, one in shipped(root):
        whole = f"{one.module}.{one.name}".rstrip(".") + "."
        is_value = whole.rstrip(".") in VALUES_OF_DOORS
        for library, doors in DOORS.items():
            if whole.startswith(f"{library}.") and module.name not in doors and not is_value:
                found.append(f"{module.place}:{one.line} {library} is for {', '.join(sorted(doors)) or 'nobody'} alone")
    return found


def imports_stand_at_the_top(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        for one in module.imports:
            is_lazy = one.module in LAZY and module.name in DOORS[one.module]
            if one.inside_function != is_lazy:
                where = "inside a function" if one.inside_function else "at the top"
                found.append(f"{module.place}:{one.line} imports {one.module} {where}")
    return found


# What each folder beside the application must not import: doubles stand alone, tests are for tests, and what tests and
# measurements share knows neither of them.
APART = {
    "doubles": frozenset({"app", "chalicelib", "local", "bench", "testing", "tests"}),
    "local": frozenset({"bench", "testing", "tests"}),
    "testing": frozenset({"local", "bench", "tests"}),
    "bench": frozenset({"tests"}),
}


def folders_stay_apart(root: Path) -> list[str]:
    return [
        f"{module.place}:{one.line} {folder} imports {one.module}"
        for folder, others in APART.items()
        for module in modules(root, folder)
        for one in module.imports
        if one.module.split(".")[0] in others
    ]


def nothing_is_imported_by_star(root: Path) -> list[str]:
    return [
        f"{module.place}:{one.line} imports everything from {one.module}"
        for module in modules(root)
        for one in module.imports
        if one.name == "*"
    ]

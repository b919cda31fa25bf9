"""The rules of size, names, time, tables and tests. Each takes the root of a source tree and answers its violations."""

import ast
import re
from collections import defaultdict
from pathlib import Path
from statistics import median

from tests import purity_rules
from tests.source_code import Function, Module, called, modules

FILE_LINES_MAX = 300
# Of app.py and chalicelib, without the empty `__init__.py`.
MEDIAN_FILE_LINES_MAX = 100
FUNCTION_LINES_MAX = 40
POSITIONAL_MAX = 4
# Its imports name one module each; what stands below them is the map.
APP_LINES_MAX = 100
TEST_NAME_WORDS_MIN = 3

# Names that say nothing; the second row only at the end of a name: a service fee is a thing, an order service is none.
EMPTY_WORDS = frozenset({"util", "utils", "helper", "helpers", "manager", "managers", "misc", "stuff", "common"})
EMPTY_ENDS = frozenset({"service", "base", "data", "info"})
# Words of somebody else's language: Stripe's event has an object in its `data`, its paths have a base.
NAMES_OF_OTHERS = frozenset(
    {
        ("chalicelib/payments/stripe_webhook.py", "_EventData"),
        ("doubles/stripe_double/payment_intents.py", "BASE"),
        ("doubles/stripe_double/tax.py", "BASE"),
    }
)

_PRESENT = {"now", "utcnow", "today", "urandom"}
_BRANCHES = (ast.If, ast.IfExp, ast.Match, ast.While, ast.Try, ast.BoolOp, ast.comprehension)


def files_are_short(root: Path) -> list[str]:
    lengths = {module.place: len(module.source.splitlines()) for module in modules(root)}
    return [f"{place} has {length} lines" for place, length in lengths.items() if length > FILE_LINES_MAX]


def half_of_the_files_are_shorter(root: Path) -> list[str]:
    """The median length of what is deployed; the longest file is named."""
    lengths = {
        module.place: len(module.source.splitlines())
        for module in modules(root, "app.py", "chalicelib")
        if not module.is_package
    }
    median_lines = median(lengths.values()) if lengths else 0
    longest = max(lengths, key=lambda place: lengths[place], default="")
    if median_lines <= MEDIAN_FILE_LINES_MAX:
        return []
    return [f"half of the files have {median_lines} lines or more, {longest} has most"]


def functions_are_short(root: Path) -> list[str]:
    return [
        f"{module.place}:{function.lineno} {function.name} has {length} lines"
        for module in modules(root)
        for function in module.functions
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES_MAX
    ]


def positions_are_few(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        for function in module.functions:
            positional = [*function.args.posonlyargs, *function.args.args]
            count = len([one for one in positional if one.arg not in ("self", "cls")])
            if count > POSITIONAL_MAX:
                found.append(f"{module.place}:{function.lineno} {function.name} takes {count} by position")
    return found


def modules_say_what_they_answer_for(root: Path) -> list[str]:
    return [
        f"{module.place} has no docstring"
        for module in modules(root)
        if not module.is_package and not ast.get_docstring(module.tree)
    ]


def packages_are_empty(root: Path) -> list[str]:
    return [f"{module.place} is not empty" for module in modules(root) if module.is_package and module.source]


def names_say_something(root: Path) -> list[str]:
    found = []
    for module in modules(root):
        named = [module.path.stem, *_module_level_names(module)]
        found += [
            f"{module.place} {name}"
            for name in named
            if _is_empty(name) and (module.place, name) not in NAMES_OF_OTHERS and not name.startswith("test_")
        ]
    return found


def _module_level_names(module: Module) -> list[str]:
    names = []
    for node in module.tree.body:
        if isinstance(node, Function | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    return names


def _is_empty(name: str) -> bool:
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]
    return bool(EMPTY_WORDS.intersection(words)) or (bool(words) and words[-1] in EMPTY_ENDS)


def only_the_clock_knows_the_present(root: Path) -> list[str]:
    """`clock.now()` is the present and `randomness` gives random bytes; no other module asks datetime, date or os."""
    found = []
    for module in modules(root, "app.py", "chalicelib"):
        if module.name == "chalicelib.kernel.runtime.clock":
            continue
        for call in called(module.tree):
            owner, _, name = call.rpartition(".")
            if name in _PRESENT and owner.rpartition(".")[2] in {"datetime", "date", "os"}:
                found.append(f"{module.place} calls {call}")
    return found


def tables_have_one_owner(root: Path) -> list[str]:
    """A table is named in the models of one room, or in the kernel, and once."""
    owners: dict[str, list[str]] = defaultdict(list)
    found = []
    for module in modules(root, "chalicelib"):
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "named" and call.args:
                owners[ast.unparse(call.args[0])].append(module.place)
                if module.path.name != "models.py" and "/kernel/" not in module.place:
                    found.append(f"{module.place}:{call.lineno} names a table outside models.py")
    return found + [f"{table} is named in {', '.join(places)}" for table, places in owners.items() if len(places) > 1]


def lines_below_imports(module: Module) -> int:
    imports = [node for node in ast.walk(module.tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return len(module.source.splitlines()) - max((node.end_lineno or 0 for node in imports), default=0)


def app_is_a_map(root: Path) -> list[str]:
    found = []
    for module in modules(root, "app.py"):
        below = lines_below_imports(module)
        if below > APP_LINES_MAX:
            found.append(f"app.py has more than {APP_LINES_MAX} lines below its imports")
        found += [
            f"app.py:{getattr(node, 'lineno', 0)} decides something"
            for node in ast.walk(module.tree)
            if isinstance(node, _BRANCHES)
        ]
        found += [
            f"app.py:{function.lineno} {function.name} does more than call one use case"
            for function in module.functions
            if len(function.body) > 1
        ]
    return found


def _tests(root: Path) -> list[tuple[Module, Function]]:
    return [
        (module, function)
        for module in modules(root, "tests")
        if module.path.stem.startswith("test_")
        for function in module.functions
        if function.name.startswith("test_")
    ]


def tests_are_sentences(root: Path) -> list[str]:
    """At least three words after `test_`, in a plain function: a name that says what the business can rely on."""
    found = [
        f"{module.place}:{function.lineno} {function.name} is no sentence"
        for module, function in _tests(root)
        if len(function.name.split("_")) - 1 < TEST_NAME_WORDS_MIN
    ]
    return found + [
        f"{module.place}:{node.lineno} {node.name} groups tests in a class"
        for module in modules(root, "tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]


def rules_have_their_own_tests(root: Path) -> list[str]:
    """Each pure module that computes, table of a market's figures and lifecycle has a test of its name at its path."""
    found = []
    for module in modules(root, "chalicelib"):
        is_rule = purity_rules.is_pure(module.name) or module.path.stem.endswith("lifecycle")
        has_figures = module.path.parent.name == "markets" and module.path.stem not in ("__init__", "answers")
        place = Path(module.place).relative_to("chalicelib")
        mirror = Path("tests") / place.parent / f"test_{place.name}"
        if is_rule and (module.functions or has_figures) and not (root / mirror).exists():
            found.append(f"{module.place} has no {mirror.as_posix()}")
    return found

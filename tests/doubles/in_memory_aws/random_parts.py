"""Random items, values and conditions on the table the comparison uses, with few keys so that requests meet."""

import random
from collections.abc import Callable
from typing import Any

TABLE = "offers"
sellers = ("anna", "bruno", "chloé", "dora")
states = ("AVAILABLE", "RESERVED", "SHIPPED")


description: dict[str, Any] = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "seller", "AttributeType": "S"},
        {"AttributeName": "place", "AttributeType": "N"},
        {"AttributeName": "condition_state", "AttributeType": "S"},
        {"AttributeName": "price", "AttributeType": "N"},
        {"AttributeName": "sku", "AttributeType": "S"},
    ],
    "KeySchema": [
        {"AttributeName": "seller", "KeyType": "HASH"},
        {"AttributeName": "place", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_state",
            "KeySchema": [
                {"AttributeName": "condition_state", "KeyType": "HASH"},
                {"AttributeName": "price", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        },
        {
            "IndexName": "by_sku",
            "KeySchema": [{"AttributeName": "sku", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["units", "colours"]},
        },
    ],
}


class RandomParts:
    """Draws the parts of requests; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        # ministack compares a token's requests after it rewrote their numbers, so a replay has plain ones.
        self.plain_numbers = False

    def key(self) -> dict[str, Any]:
        return {"seller": {"S": self.chance.choice(sellers)}, "place": {"N": str(self.chance.randint(0, 5))}}

    def number(self) -> dict[str, str]:
        written = ("0", "1", "2", "7", "-3", "1.5", "12.25", "100", "0.001", "349", "1.50", "1e2", "007")
        return {"N": self.chance.choice(written[:-3] if self.plain_numbers else written)}

    def scalar(self) -> dict[str, Any]:
        pick = self.chance.randrange(6)
        if pick < 2:
            return self.number()
        if pick < 4:
            return {"S": self.chance.choice(("", "a", "ab", "abc", "b", "é", "zz"))}
        return {"BOOL": self.chance.random() < 0.5} if pick == 4 else {"NULL": True}

    def value(self) -> dict[str, Any]:
        pick = self.chance.randrange(8)
        if pick < 4:
            return self.scalar()
        if pick == 4:
            return {"L": [self.scalar() for _ in range(self.chance.randint(0, 3))]}
        if pick == 5:
            return {"M": {name: self.scalar() for name in self.chance.sample(("x", "y", "z"), 2)}}
        return self.members()

    def members(self) -> dict[str, Any]:
        if self.chance.random() < 0.5:
            return {"SS": self.chance.sample(("red", "green", "blue", "grey"), self.chance.randint(1, 3))}
        return {"NS": self.chance.sample(("1", "2", "3.5", "10"), self.chance.randint(1, 3))}

    def item(self) -> dict[str, Any]:
        item = self.key()
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "condition_state": lambda: {"S": self.chance.choice(states)},
            "price": self.number,
            "sku": lambda: {"S": self.chance.choice(("s1", "s2", "s3"))},
            "units": self.number,
            "colours": self.members,
            "parts": lambda: {"L": [self.scalar() for _ in range(self.chance.randint(0, 3))]},
            "box": lambda: {"M": {"x": self.number(), "y": self.scalar()}},
            "note": self.value,
            "photo": lambda: {"B": bytes([self.chance.randrange(256) for _ in range(self.chance.randint(0, 9))])},
            "filler": lambda: {"S": "f" * self.chance.choice((10, 900, 1100, 5000))},
        }
        for name, make in makers.items():
            if self.chance.random() < 0.5:
                item[name] = make()
        return item

    def test(self, values: dict[str, Any], names: dict[str, str]) -> str:
        """One simple condition; the values and names it needs are added."""
        value, name = f":c{len(values)}", f"#c{len(names)}"
        picked = self.chance.choice(("units", "note", "price", "condition_state", "parts", "box.x", "parts[0]"))
        if "." in picked or "[" in picked:
            path = picked
        else:
            path = name
            names[name] = picked
        pick = self.chance.randrange(10)
        if pick < 2:
            return f"attribute_exists({path})"
        if pick < 4:
            return f"attribute_not_exists({path})"
        if pick == 4:
            values[value] = {"S": self.chance.choice(("S", "N", "L", "M", "BOOL"))}
            return f"attribute_type({path}, {value})"
        if pick == 5 and names.get(name) in ("condition_state", "parts"):
            # A number has no size for AWS and the size 0 for ministack.
            values[value] = {"N": str(self.chance.randint(0, 4))}
            return f"size({path}) {self.chance.choice(('<', '=', '>='))} {value}"
        if pick == 6:
            values[value], values[value + "b"] = {"N": "0"}, {"N": str(self.chance.randint(0, 200))}
            return f"{path} BETWEEN {value} AND {value}b"
        if pick == 7:
            values[value], values[value + "b"] = self.scalar(), self.scalar()
            return f"{path} IN ({value}, {value}b)"
        if pick == 8:
            values[value] = {"S": self.chance.choice(("a", "AV", "red"))}
            if names.get(name) == "condition_state":
                # On an attribute of another type AWS answers false, ministack an error.
                return f"begins_with({path}, {value})"
            return f"contains({path}, {value})"
        comparator = self.chance.choice(("=", "<>", "<", "<=", ">", ">="))
        values[value] = self.scalar() if comparator in ("=", "<>") else self.number()
        return f"{path} {comparator} {value}"

    def condition(self, values: dict[str, Any], names: dict[str, str]) -> str:
        terms = [self.test(values, names) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        terms = [f"NOT {term}" if self.chance.random() < 0.15 else term for term in terms]
        text = terms[0]
        for term in terms[1:]:
            text = f"({text}) {self.chance.choice(('AND', 'OR'))} {term}"
        return text

    def guarded(self, request: dict[str, Any], field: str = "ConditionExpression") -> dict[str, Any]:
        values = request.setdefault("ExpressionAttributeValues", {})
        names = request.setdefault("ExpressionAttributeNames", {})
        if field not in request and self.chance.random() < 0.5:
            request[field] = self.condition(values, names)
        for declared in ("ExpressionAttributeValues", "ExpressionAttributeNames"):
            if not request[declared]:
                del request[declared]
        return request

    def returning_old(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.chance.random() < 0.3:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return request

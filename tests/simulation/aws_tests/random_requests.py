"""Random DynamoDB requests from a seed: mostly sound, some refused, on few keys so that they meet."""

import random
from collections.abc import Callable
from typing import Any

Request = tuple[str, dict[str, Any]]

TABLE = "shelves"
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


class RequestMaker:
    """Draws requests; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.chance = random.Random(seed)
        self._tokens: list[tuple[str, list[dict[str, Any]]]] = []
        self._drawn = 0
        # ministack compares a token's requests after it rewrote their numbers, so a replay has plain ones.
        self._plain_numbers = False

    def draw(self) -> Request:
        makers: list[tuple[int, Callable[[], Request]]] = [
            (22, self._put),
            (26, self._update),
            (8, self._delete),
            (6, self._get),
            (12, self._query),
            (6, self._index_query),
            (3, self._scan),
            (12, self._transact_write),
            (3, self._transact_get),
            (2, self._batch_get),
            (2, self._batch_write),
        ]
        maker = self.chance.choices([maker for _, maker in makers], [weight for weight, _ in makers])[0]
        self._drawn += 1
        operation, request = maker()
        return operation, self._spoiled(operation, request) if self.chance.random() < 0.06 else request

    def _key(self) -> dict[str, Any]:
        return {"seller": {"S": self.chance.choice(sellers)}, "place": {"N": str(self.chance.randint(0, 5))}}

    def _number(self) -> dict[str, str]:
        written = ("0", "1", "2", "7", "-3", "1.5", "12.25", "100", "0.001", "349", "1.50", "1e2", "007")
        return {"N": self.chance.choice(written[:-3] if self._plain_numbers else written)}

    def _scalar(self) -> dict[str, Any]:
        pick = self.chance.randrange(6)
        if pick < 2:
            return self._number()
        if pick < 4:
            return {"S": self.chance.choice(("", "a", "ab", "abc", "b", "é", "zz"))}
        return {"BOOL": self.chance.random() < 0.5} if pick == 4 else {"NULL": True}

    def _value(self) -> dict[str, Any]:
        pick = self.chance.randrange(8)
        if pick < 4:
            return self._scalar()
        if pick == 4:
            return {"L": [self._scalar() for _ in range(self.chance.randint(0, 3))]}
        if pick == 5:
            return {"M": {name: self._scalar() for name in self.chance.sample(("x", "y", "z"), 2)}}
        return self._set()

    def _set(self) -> dict[str, Any]:
        if self.chance.random() < 0.5:
            return {"SS": self.chance.sample(("red", "green", "blue", "grey"), self.chance.randint(1, 3))}
        return {"NS": self.chance.sample(("1", "2", "3.5", "10"), self.chance.randint(1, 3))}

    def _item(self) -> dict[str, Any]:
        item = self._key()
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            "condition_state": lambda: {"S": self.chance.choice(states)},
            "price": self._number,
            "sku": lambda: {"S": self.chance.choice(("s1", "s2", "s3"))},
            "units": self._number,
            "colours": self._set,
            "parts": lambda: {"L": [self._scalar() for _ in range(self.chance.randint(0, 3))]},
            "box": lambda: {"M": {"x": self._number(), "y": self._scalar()}},
            "note": self._value,
            "photo": lambda: {"B": bytes([self.chance.randrange(256) for _ in range(self.chance.randint(0, 9))])},
            "filler": lambda: {"S": "f" * self.chance.choice((10, 900, 1100, 5000))},
        }
        for name, make in makers.items():
            if self.chance.random() < 0.5:
                item[name] = make()
        return item

    def _test(self, values: dict[str, Any], names: dict[str, str]) -> str:
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
            values[value], values[value + "b"] = self._scalar(), self._scalar()
            return f"{path} IN ({value}, {value}b)"
        if pick == 8:
            values[value] = {"S": self.chance.choice(("a", "AV", "red"))}
            if names.get(name) == "condition_state":
                # On an attribute of another type AWS answers false, ministack an error.
                return f"begins_with({path}, {value})"
            return f"contains({path}, {value})"
        comparator = self.chance.choice(("=", "<>", "<", "<=", ">", ">="))
        values[value] = self._scalar() if comparator in ("=", "<>") else self._number()
        return f"{path} {comparator} {value}"

    def _condition(self, values: dict[str, Any], names: dict[str, str]) -> str:
        terms = [self._test(values, names) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        terms = [f"NOT {term}" if self.chance.random() < 0.15 else term for term in terms]
        text = terms[0]
        for term in terms[1:]:
            text = f"({text}) {self.chance.choice(('AND', 'OR'))} {term}"
        return text

    def _guarded(self, request: dict[str, Any], field: str = "ConditionExpression") -> dict[str, Any]:
        values = request.setdefault("ExpressionAttributeValues", {})
        names = request.setdefault("ExpressionAttributeNames", {})
        if field not in request and self.chance.random() < 0.5:
            request[field] = self._condition(values, names)
        for declared in ("ExpressionAttributeValues", "ExpressionAttributeNames"):
            if not request[declared]:
                del request[declared]
        return request

    def _put(self) -> Request:
        request = self._guarded({"TableName": TABLE, "Item": self._item()})
        request["ReturnValues"] = self.chance.choice(("NONE", "ALL_OLD"))
        return "put_item", self._returning_old(request)

    def _returning_old(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.chance.random() < 0.3:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return request

    def _delete(self) -> Request:
        request = self._guarded({"TableName": TABLE, "Key": self._key()})
        request["ReturnValues"] = self.chance.choice(("NONE", "ALL_OLD"))
        return "delete_item", self._returning_old(request)

    def _change(self) -> dict[str, Any]:
        """Key, UpdateExpression and what it needs."""
        values: dict[str, Any] = {}
        clauses = {"SET": self._assignments(values)}
        removed = self.chance.sample(("note", "photo", "filler", "parts[1]"), 2)
        if any(action.startswith("parts") for action in clauses["SET"]) and "parts[1]" in removed:
            removed.remove("parts[1]")
        added = {":one": {"N": "1"}}
        if self.chance.random() < 0.4:
            clauses["REMOVE"] = removed
        if self.chance.random() < 0.4:
            clauses["ADD"] = ["reserved_units :one"]
            values.update(added)
        if self.chance.random() < 0.2:
            clauses[self.chance.choice(("ADD", "DELETE"))] = ["colours :some"]
            values[":some"] = self._set()
        values = {name: value for name, value in values.items() if name in str(clauses)}
        kept = [f"{clause} {', '.join(actions)}" for clause, actions in clauses.items() if actions]
        self.chance.shuffle(kept)
        request: dict[str, Any] = {"TableName": TABLE, "Key": self._key(), "UpdateExpression": " ".join(kept)}
        if not kept:
            request["UpdateExpression"] = "REMOVE note"
        request["ExpressionAttributeValues"] = values
        if "parts[1]" in request["UpdateExpression"]:
            # Removing from a list that is not there is refused by AWS and ignored by ministack.
            request["ConditionExpression"] = "attribute_exists(parts)"
        return request

    def _assignments(self, values: dict[str, Any]) -> list[str]:
        offered: list[tuple[str, dict[str, Any]]] = [
            ("units = if_not_exists(units, :zero) + :two", {":zero": {"N": "0"}, ":two": self._number()}),
            ("price = :price", {":price": self._number()}),
            ("price = price - :less", {":less": {"N": "0.5"}}),
            ("condition_state = :state", {":state": {"S": self.chance.choice(states)}}),
            ("sku = :sku", {":sku": {"S": self.chance.choice(("s1", "s2", "s3"))}}),
            (
                "parts = list_append(if_not_exists(parts, :none), :more)",
                {":none": {"L": []}, ":more": {"L": [self._scalar()]}},
            ),
            ("box.x = :inner", {":inner": self._value()}),
            ("box = :whole", {":whole": {"M": {"x": self._number()}}}),
            ("parts[0] = :first", {":first": self._scalar()}),
            ("parts[9] = :last", {":last": self._scalar()}),
            ("copied = units", {}),
        ]
        # One assignment per attribute: AWS refuses overlapping paths, ministack lets the last one win.
        picked = list({text[:3]: (text, needed) for text, needed in self.chance.sample(offered, 3)}.values())
        picked = picked[: self.chance.choice((0, 1, 1, 2, 3))]
        for _, needed in picked:
            values.update(needed)
        return [text for text, _ in picked]

    def _update(self) -> Request:
        request = self._guarded(self._change())
        request["ReturnValues"] = self.chance.choice(("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"))
        return "update_item", self._returning_old(request)

    def _get(self) -> Request:
        request: dict[str, Any] = {"TableName": TABLE, "Key": self._key(), "ConsistentRead": self.chance.random() < 0.5}
        if self.chance.random() < 0.5:
            request["ProjectionExpression"] = self.chance.choice(
                ("units", "units, box.x", "parts[0], parts[2]", "#n, colours", "seller, place, note")
            )
            if "#n" in request["ProjectionExpression"]:
                request["ExpressionAttributeNames"] = {"#n": "note"}
        return "get_item", request

    def _paged(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.chance.random() < 0.4:
            request["Limit"] = self.chance.randint(1, 4)
        if self.chance.random() < 0.15:
            request["Select"] = "COUNT"
        return self._guarded(request, "FilterExpression")

    def _query(self) -> Request:
        values: dict[str, Any] = {":seller": {"S": self.chance.choice(sellers)}}
        text = "seller = :seller"
        pick = self.chance.randrange(4)
        if pick == 1:
            values[":place"] = {"N": str(self.chance.randint(0, 5))}
            text += f" AND place {self.chance.choice(('=', '<', '<=', '>', '>='))} :place"
        elif pick == 2:
            values.update(
                {":low": {"N": str(self.chance.randint(0, 3))}, ":high": {"N": str(self.chance.randint(3, 6))}}
            )
            text += " AND place BETWEEN :low AND :high"
        request: dict[str, Any] = {
            "TableName": TABLE,
            "KeyConditionExpression": text,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": self.chance.random() < 0.5,
        }
        return "query", self._paged(request)

    def _index_query(self) -> Request:
        if self.chance.random() < 0.6:
            values: dict[str, Any] = {":state": {"S": self.chance.choice(states)}}
            text = "condition_state = :state"
            if self.chance.random() < 0.4:
                values[":price"] = self._number()
                text += f" AND price {self.chance.choice(('<', '>=', '='))} :price"
            index = "by_state"
        else:
            values, text, index = {":sku": {"S": self.chance.choice(("s1", "s2", "s3"))}}, "sku = :sku", "by_sku"
        request: dict[str, Any] = {
            "TableName": TABLE,
            "IndexName": index,
            "KeyConditionExpression": text,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": self.chance.random() < 0.5,
        }
        if self.chance.random() < 0.4:
            request["Limit"] = self.chance.randint(1, 4)
        return "query", request

    def _scan(self) -> Request:
        request: dict[str, Any] = {"TableName": TABLE}
        picked = self.chance.choice((None, None, "by_state", "by_sku"))
        if picked is not None:
            request["IndexName"] = picked
        if picked == "by_sku":
            # AWS filters what the index holds, ministack the whole item.
            return "scan", request
        return "scan", self._guarded(request, "FilterExpression")

    def _action(self) -> dict[str, Any]:
        kind = self.chance.choice(("Put", "Update", "Update", "Delete", "ConditionCheck"))
        if kind == "Put":
            return {kind: self._returning_old(self._guarded({"TableName": TABLE, "Item": self._item()}))}
        if kind == "Update":
            return {kind: self._returning_old(self._guarded(self._change()))}
        request = self._guarded({"TableName": TABLE, "Key": self._key()})
        if kind == "ConditionCheck" and "ConditionExpression" not in request:
            request["ConditionExpression"] = "attribute_exists(seller)"
        return {kind: self._returning_old(request)}

    def _transact_write(self) -> Request:
        self._plain_numbers = True
        actions = [self._action() for _ in range(self.chance.choice((1, 2, 2, 3, 5)))]
        self._plain_numbers = False
        token = f"token-{self._seed}-{self._drawn}"
        if self._tokens and self.chance.random() < 0.25:
            token, before = self.chance.choice(self._tokens[-4:])
            if self.chance.random() < 0.6:
                actions = before
        else:
            self._tokens.append((token, actions))
        return "transact_write_items", {"TransactItems": actions, "ClientRequestToken": token}

    def _keys(self, most: int) -> list[dict[str, Any]]:
        return [self._key() for _ in range(self.chance.randint(1, most))]

    def _transact_get(self) -> Request:
        members = [{"Get": {"TableName": TABLE, "Key": key}} for key in self._keys(4)]
        return "transact_get_items", {"TransactItems": members}

    def _batch_get(self) -> Request:
        return "batch_get_item", {"RequestItems": {TABLE: {"Keys": self._keys(5), "ConsistentRead": True}}}

    def _batch_write(self) -> Request:
        writes: list[dict[str, Any]] = [
            {"PutRequest": {"Item": self._item()}}
            if self.chance.random() < 0.7
            else {"DeleteRequest": {"Key": self._key()}}
            for _ in range(self.chance.randint(1, 4))
        ]
        return "batch_write_item", {"RequestItems": {TABLE: writes}}

    def _spoiled(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """The request with one thing DynamoDB refuses."""
        carrier = request.get("Item") or request.get("Key")
        spoils: list[Callable[[], object]] = []
        if operation in ("put_item", "update_item", "delete_item", "query"):
            spoils += [
                lambda: request.setdefault("ExpressionAttributeNames", {}).update({"#idle": "idle"}),
                lambda: request.setdefault("ExpressionAttributeValues", {}).update({":idle": {"S": "idle"}}),
            ]
        if carrier is not None:
            spoils += [
                lambda: carrier.update({"seller": {"S": ""}}),
                lambda: carrier.update({"place": {"S": "first"}}),
                lambda: carrier.pop("place"),
            ]
        if operation == "put_item":
            spoils += [
                lambda: request["Item"].update({"note": {"N": "1" * 39}}),
                lambda: request["Item"].update({"note": {"S": "x" * 410_000}}),
                lambda: request["Item"].update({"sku": {"N": "1"}}),
                lambda: request["Item"].update({"sku": {"S": ""}}),
                lambda: request["Item"].update({"note": {"SS": []}}),
                lambda: request.update({"ConditionExpression": "status = seller"}),
                lambda: request.update({"ConditionExpression": "begins_with(note"}),
            ]
        if operation == "update_item":
            spoils += [
                lambda: request.update({"UpdateExpression": "SET place = :c"}),
                lambda: request.update({"UpdateExpression": "SET note = :missing"}),
                lambda: request.update({"UpdateExpression": "SET absent_one = absent_two"}),
                lambda: request.update({"UpdateExpression": "ADD note :text"}),
            ]
        if spoils:
            self.chance.choice(spoils)()
        return request

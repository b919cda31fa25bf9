"""Random DynamoDB requests from a seed: mostly sound, some refused, on few keys so that they meet."""

from collections.abc import Callable
from typing import Any

from tests.doubles.in_memory_aws.random_parts import TABLE, RandomParts, sellers, states

Request = tuple[str, dict[str, Any]]


class RequestMaker(RandomParts):
    """Draws requests; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        super().__init__(seed)
        self._tokens: list[tuple[str, list[dict[str, Any]]]] = []
        self._drawn = 0

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

    def _put(self) -> Request:
        request = self.guarded({"TableName": TABLE, "Item": self.item()})
        request["ReturnValues"] = self.chance.choice(("NONE", "ALL_OLD"))
        return "put_item", self.returning_old(request)

    def _delete(self) -> Request:
        request = self.guarded({"TableName": TABLE, "Key": self.key()})
        request["ReturnValues"] = self.chance.choice(("NONE", "ALL_OLD"))
        return "delete_item", self.returning_old(request)

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
            values[":some"] = self.members()
        values = {name: value for name, value in values.items() if name in str(clauses)}
        kept = [f"{clause} {', '.join(actions)}" for clause, actions in clauses.items() if actions]
        self.chance.shuffle(kept)
        request: dict[str, Any] = {"TableName": TABLE, "Key": self.key(), "UpdateExpression": " ".join(kept)}
        if not kept:
            request["UpdateExpression"] = "REMOVE note"
        request["ExpressionAttributeValues"] = values
        if "parts[1]" in request["UpdateExpression"]:
            # Removing from a list that is not there is refused by AWS and ignored by ministack.
            request["ConditionExpression"] = "attribute_exists(parts)"
        return request

    def _assignments(self, values: dict[str, Any]) -> list[str]:
        offered: list[tuple[str, dict[str, Any]]] = [
            ("units = if_not_exists(units, :zero) + :two", {":zero": {"N": "0"}, ":two": self.number()}),
            ("price = :price", {":price": self.number()}),
            ("price = price - :less", {":less": {"N": "0.5"}}),
            ("condition_state = :state", {":state": {"S": self.chance.choice(states)}}),
            ("sku = :sku", {":sku": {"S": self.chance.choice(("s1", "s2", "s3"))}}),
            (
                "parts = list_append(if_not_exists(parts, :none), :more)",
                {":none": {"L": []}, ":more": {"L": [self.scalar()]}},
            ),
            ("box.x = :inner", {":inner": self.value()}),
            ("box = :whole", {":whole": {"M": {"x": self.number()}}}),
            ("parts[0] = :first", {":first": self.scalar()}),
            ("parts[9] = :last", {":last": self.scalar()}),
            ("copied = units", {}),
        ]
        # One assignment per attribute: AWS refuses overlapping paths, ministack lets the last one win.
        picked = list({text[:3]: (text, needed) for text, needed in self.chance.sample(offered, 3)}.values())
        picked = picked[: self.chance.choice((0, 1, 1, 2, 3))]
        for _, needed in picked:
            values.update(needed)
        return [text for text, _ in picked]

    def _update(self) -> Request:
        request = self.guarded(self._change())
        request["ReturnValues"] = self.chance.choice(("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"))
        return "update_item", self.returning_old(request)

    def _get(self) -> Request:
        request: dict[str, Any] = {"TableName": TABLE, "Key": self.key(), "ConsistentRead": self.chance.random() < 0.5}
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
        return self.guarded(request, "FilterExpression")

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
                values[":price"] = self.number()
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
        return "scan", self.guarded(request, "FilterExpression")

    def _action(self) -> dict[str, Any]:
        kind = self.chance.choice(("Put", "Update", "Update", "Delete", "ConditionCheck"))
        if kind == "Put":
            return {kind: self.returning_old(self.guarded({"TableName": TABLE, "Item": self.item()}))}
        if kind == "Update":
            return {kind: self.returning_old(self.guarded(self._change()))}
        request = self.guarded({"TableName": TABLE, "Key": self.key()})
        if kind == "ConditionCheck" and "ConditionExpression" not in request:
            request["ConditionExpression"] = "attribute_exists(seller)"
        return {kind: self.returning_old(request)}

    def _transact_write(self) -> Request:
        self.plain_numbers = True
        actions = [self._action() for _ in range(self.chance.choice((1, 2, 2, 3, 5)))]
        self.plain_numbers = False
        token = f"token-{self._seed}-{self._drawn}"
        if self._tokens and self.chance.random() < 0.25:
            token, before = self.chance.choice(self._tokens[-4:])
            if self.chance.random() < 0.6:
                actions = before
        else:
            self._tokens.append((token, actions))
        return "transact_write_items", {"TransactItems": actions, "ClientRequestToken": token}

    def _keys(self, most: int) -> list[dict[str, Any]]:
        return [self.key() for _ in range(self.chance.randint(1, most))]

    def _transact_get(self) -> Request:
        members = [{"Get": {"TableName": TABLE, "Key": key}} for key in self._keys(4)]
        return "transact_get_items", {"TransactItems": members}

    def _batch_get(self) -> Request:
        return "batch_get_item", {"RequestItems": {TABLE: {"Keys": self._keys(5), "ConsistentRead": True}}}

    def _batch_write(self) -> Request:
        writes: list[dict[str, Any]] = [
            {"PutRequest": {"Item": self.item()}}
            if self.chance.random() < 0.7
            else {"DeleteRequest": {"Key": self.key()}}
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

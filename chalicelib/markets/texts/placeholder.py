"""The mark in the place of words that a law prescribes and that the operator has not put in yet."""

# A live cell does not start while one of its texts has this mark. Write the official words into the text instead.
OPERATOR_PLACEHOLDER = "[OPERATOR: official wording missing]"

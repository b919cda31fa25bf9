"""Messages as both sides and the operators are shown them, with links to their files."""

from chalicelib.aftersales.messages import message_files, queries
from chalicelib.aftersales.messages.answers import ShownMessage
from chalicelib.aftersales.messages.message import MESSAGES_MAX, Message
from chalicelib.aftersales.messages.views import message_view


def messages_of(case_id: str, person_id: str) -> list[ShownMessage]:
    """Every message of a case, oldest first."""
    found, _ = queries.page_of_case(case_id, MESSAGES_MAX, None, person_id=person_id)
    return [shown_message(each) for each in found]


def shown_message(found: Message) -> ShownMessage:
    """A message with a link to each of its files."""
    return message_view(found, message_files.links_to(found))

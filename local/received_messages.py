"""Makes messages visible again that ministack's queues had handed out when the cloud stopped."""

from doubles.save_line import Json


def return_messages(queues: list[Json], now: float) -> None:
    """Let be received again what was received when the cloud stopped: who received it runs no more.

    The visibility timeout of six minutes would hold it back for nothing, and the receipt counts for no attempt.
    """
    for queue in queues:
        for message in queue["messages"]:
            if message.get("receive_count") and message["visible_at"] > now:
                message["visible_at"] = now
                message["receive_count"] -= 1

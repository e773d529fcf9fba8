"""The parts a message is made of, as values the other modules can walk."""

from email.message import Message


def parts_of(message: Message) -> list[Message]:
    """Return the parts directly inside a multipart or an attached message, none where it holds something itself."""
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []

"""Where two answers to one question differ, and whether that was decided."""

import re

from differences import DIFFERENCES


def difference(theirs, ours):
    """The kind of difference between two answers; `None` where they say the same."""
    if theirs.status != ours.status:
        return "status"
    if theirs.code != ours.code:
        return "code"
    if theirs.status == 200 and is_graphql(theirs.body) and is_graphql(ours.body):
        return difference_in_graphql(theirs.body, ours.body)
    if theirs.status == 200:
        return None if (theirs.kind, theirs.body) == (ours.kind, ours.body) else "body"
    return None if plain(ours.message).startswith(phrase(theirs.message)) else "phrase"


def is_graphql(body):
    return isinstance(body, dict) and set(body) == {"data", "errors"}


def difference_in_graphql(theirs, ours):
    """The same of two answers in GraphQL, which are told apart by what they hold."""
    if theirs["data"] != ours["data"]:
        return "body"
    theirs, ours = theirs["errors"] or [], ours["errors"] or []
    if len(theirs) != len(ours):
        return "body"
    said = all(plain(our).startswith(phrase(their)) for their, our in zip(theirs, ours))
    return None if said else "phrase"


def plain(message):
    """A message without the value that it shows, which each spells in its own way."""
    return re.sub(
        r"^Invalid value .*? for parameter '(\S*)' supplied", r"Invalid value for parameter \1", message, flags=re.DOTALL
    )


def phrase(message):
    """The few words at the beginning of MLflow's message that tell the condition."""
    return re.match(r"('[^']*' )?[^':.,]*", plain(message)).group().rstrip()


def decided(store, question, theirs, ours):
    """The row of the table that says why the answers may differ, or `None`."""
    kind = difference(theirs, ours)
    return next((row for row in DIFFERENCES if row.covers(store, question, kind, theirs, ours)), None)

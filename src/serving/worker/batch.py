"""Several requests answered by one prediction.

Requests go together whose rows look alike: the same form, the same columns, the same params, and in
each column values of the same types. Then what MLflow makes of their rows does not depend on what
stands beside them. Anything that is not certain, and whatever fails, is answered one by one.
"""

import json

# Integers from here on are read as another type.
WIDE = 1 << 63
# The forms of rows in a body.
ROW_LISTS = ["dataframe_records", "instances", "inputs"]
SPLITS = ["dataframe_split"]


def answer(scorer, group):
    """The answers in the group's order; nothing where they cannot be had together."""
    sheets = [Sheet.read(head, body) for head, body in group]
    first = sheets[0]
    if first is None or any(sheet is None or sheet.key != first.key for sheet in sheets):
        return answer_alike(scorer, group, sheets)
    return answer_together(scorer, group, sheets)


def answer_alike(scorer, group, sheets):
    """Answers those together that are alike; the others one by one."""
    kinds = {}
    for place, sheet in enumerate(sheets):
        key = place if sheet is None else sheet.key
        kinds.setdefault(key, []).append(place)
    if len(kinds) == len(group):
        return None
    answers = [None] * len(group)
    for places in kinds.values():
        members = [group[place] for place in places]
        together = None
        if len(places) > 1:
            together = answer_together(scorer, members, [sheets[place] for place in places])
        if together is None:
            together = [scorer.answer_one(head, body) for head, body in members]
        for place, one in zip(places, together):
            answers[place] = one
    return answers


def answer_together(scorer, group, sheets):
    rows = [row for sheet in sheets for row in sheet.rows]
    body = json.dumps(sheets[0].with_rows(rows)).encode()
    try:
        whole = scorer.answer_one(group[0][0], body)
    except Exception:
        return None
    if whole.status != 200:
        return None
    try:
        content = json.loads(whole.body.decode())
    except ValueError:
        return None
    # What is written anew must be what MLflow wrote.
    if json.dumps(content).encode() != whole.body:
        return None
    return split(whole, content, sheets, len(rows))


def split(whole, content, sheets, count):
    """The answer to each request, cut out of the answer to all."""
    is_wrapped = isinstance(content, dict) and list(content) == ["predictions"]
    predictions = content["predictions"] if is_wrapped else content
    if not isinstance(predictions, list) or len(predictions) != count:
        return None
    answers = []
    start = 0
    for sheet in sheets:
        part = predictions[start : start + len(sheet.rows)]
        start += len(sheet.rows)
        text = json.dumps({"predictions": part} if is_wrapped else part).encode()
        headers = [
            (name, str(len(text)) if name.lower() == "content-length" else value)
            for name, value in whole.headers
        ]
        answers.append(type(whole)(200, headers, text))
    return answers


class Sheet:
    """The rows of a request, and all that has to be the same for others to join them."""

    def __init__(self, key, rows, payload, path):
        self.key = key
        self.rows = rows
        self.payload = payload
        self.path = path

    @classmethod
    def read(cls, head, body):
        if head["method"] != "POST" or head["path"] != "/invocations" or head.get("kind"):
            return None
        try:
            payload = json.loads(body.decode())
        except ValueError:
            return None
        found = rows_of(payload)
        if found is None:
            return None
        path, rows, columns = found
        types = types_of(rows)
        if not rows or types is None:
            return None
        others = {key: value for key, value in payload.items() if key != path[0]}
        key = (
            sorted((name.lower(), value) for name, value in head["headers"] if is_telling(name)),
            head.get("query"),
            path,
            json.dumps(columns),
            json.dumps(others),
            types,
        )
        return cls(repr(key), rows, payload, path)

    def with_rows(self, rows):
        """The body of the request with other rows."""
        payload = dict(self.payload)
        if len(self.path) == 1:
            payload[self.path[0]] = rows
        else:
            payload[self.path[0]] = dict(payload[self.path[0]], data=rows)
        return payload


def is_telling(name):
    """Whether a header may have a say in the answer."""
    return name.lower() in ("content-type", "accept")


def rows_of(payload):
    """Where in a body the rows are, the rows, and what columns they have."""
    if not isinstance(payload, dict):
        return None
    forms = [key for key in ROW_LISTS + SPLITS if key in payload]
    if len(forms) != 1 or not set(payload) <= {forms[0], "params"}:
        return None
    value = payload[forms[0]]
    if forms[0] in SPLITS:
        if not isinstance(value, dict) or set(value) != {"columns", "data"}:
            return None
        return forms + ["data"], value["data"], value["columns"]
    return forms, value, None


def types_of(rows):
    """The types of the values, column by column; nothing where rows differ in their shape."""
    if not isinstance(rows, list) or not rows:
        return None
    first = rows[0]
    if isinstance(first, list):
        if any(not isinstance(row, list) or len(row) != len(first) for row in rows):
            return None
        return [merged(column) for column in zip(*rows)]
    if isinstance(first, dict):
        names = list(first)
        if any(not isinstance(row, dict) or list(row) != names for row in rows):
            return None
        return [(name, merged([row[name] for row in rows])) for name in names]
    return merged(rows)


def merged(values):
    return sorted({type_of(value) for value in values})


def type_of(value):
    if isinstance(value, list):
        inner = sorted({type_of(each) for each in value})
        return "list{}{}".format(len(value), inner)
    if isinstance(value, dict):
        return "dict{}".format([(name, type_of(each)) for name, each in value.items()])
    if type(value) is int and not -WIDE <= value < WIDE:
        return "wide"
    return type(value).__name__

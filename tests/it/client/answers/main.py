"""Asks MLflow's servers and ours the same, and prints where they differ.

    main.py THEIRS OURS THEIRS OURS      # addresses: over a database, over a file store
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

from compare import decided, difference
from differences import DIFFERENCES
from questions import questions
from talk import Server

SHOWN = 600


def main(addresses):
    stores = {"database": addresses[:2], "files": addresses[2:]}
    asked = list(questions())
    with ThreadPoolExecutor() as threads:
        talks = {
            store: [threads.submit(Server(address).talk, asked, store) for address in pair]
            for store, pair in stores.items()
        }
    unexplained, used, compared = [], set(), 0
    for store, pair in talks.items():
        theirs, ours = (talk.result() for talk in pair)
        for question, their_answer, our_answer in zip(asked, theirs, ours):
            if their_answer is None:
                continue
            compared += 1
            kind = difference(their_answer, our_answer)
            if kind is None:
                continue
            row = decided(store, str(question), their_answer, our_answer)
            if row is None:
                unexplained.append(f"{store}, {kind}: {question}\n  {their_answer!s:.{SHOWN}}\n  {our_answer!s:.{SHOWN}}")
            used.add(row)
    unused = [row.reason for row in DIFFERENCES if row not in used]
    print(json.dumps({"compared": compared, "differences": unexplained, "unused": unused}))


main(sys.argv[1:])

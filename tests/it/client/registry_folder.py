"""Changes the registered models of stores, and tells all that they have of them.

Arguments: `make=STORE`, `change=STORE`, `rename=STORE` and `tell=STORE`, which are done one after the
other. A store is a folder or a server.
"""

import json
import sys

from mlflow.tracking import MlflowClient

client = None
name = "wine"

# What YAML writes in several lines, and in quotes of every kind.
LONG = "It's a long text: " + "word " * 40 + "end"
LINES = "# first\n\nsecond 'line' \N{WINE GLASS}\tand so on\n" + LONG


def new_version(model, n, tags=None):
    # A server takes what is left out for an empty text; a client writes null into a folder.
    client.create_model_version(
        model, f"s3://bucket/{n}", run_id=n * 32, tags=tags, description=f"number {n}", run_link=f"https://host/{n}"
    )


def make():
    client.create_registered_model("wine", tags={"a": "1", "b/c": "größe"}, description="for wine")
    client.create_registered_model("größe 1 (x), y", description="it's \"odd\": [a], {b} #1")
    client.create_registered_model("gone", description="-")
    for n in range(5):
        new_version("wine", f"{n}", {"n": str(n), "x/y": "z"})
    new_version("größe 1 (x), y", "7")
    client.update_registered_model("größe 1 (x), y", LONG)
    client.update_model_version("größe 1 (x), y", "1", LINES)
    new_version("größe 1 (x), y", "8")
    client.update_model_version("größe 1 (x), y", "2", "one\ntwo\n\n" + LONG)
    new_version("gone", "8")
    client.set_registered_model_alias("wine", "champion", "2")
    client.set_registered_model_alias("wine", "old", "1")
    client.set_registered_model_alias("wine", "of_deleted", "5")
    for version, archive in [("1", False), ("2", True), ("3", False)]:
        client.transition_model_version_stage("wine", version, "Production", archive_existing_versions=archive)


def change():
    client.update_registered_model("wine", "for good wine")
    client.update_model_version("wine", "3", "changed")
    client.delete_registered_model("gone")
    client.delete_model_version("wine", "5")
    new_version("wine", "9")
    client.set_registered_model_alias("wine", "champion", "3")
    client.delete_registered_model_alias("wine", "old")
    client.set_registered_model_tag("wine", "a", "2")
    client.delete_registered_model_tag("wine", "b/c")
    client.set_model_version_tag("wine", "1", "new", "yes")
    client.delete_model_version_tag("wine", "1", "n")
    client.transition_model_version_stage("wine", "4", "Staging")
    client.transition_model_version_stage("wine", "6", "Staging", archive_existing_versions=True)
    client.register_prompt(name="prompt", template="Hi {{who}}", commit_message="first")


def rename():
    # The file stores of 2.22.4 and 3.18.0 break off in the middle of this where versions have tags.
    global name
    client.rename_registered_model(name, "a new name")
    name = "a new name"


def version(found):
    return {
        "name": found.name,
        "version": int(found.version),
        "stage": found.current_stage,
        "description": found.description or None,
        "source": found.source,
        "run_id": found.run_id or None,
        "run_link": found.run_link or None,
        "status": found.status,
        "tags": found.tags,
        "aliases": sorted(found.aliases),
        "times": [found.creation_timestamp, found.last_updated_timestamp],
    }


def model(found):
    return {
        "name": found.name,
        "description": found.description or None,
        "tags": found.tags,
        "aliases": {alias: int(version) for alias, version in found.aliases.items()},
        "latest": {latest.current_stage: int(latest.version) for latest in found.latest_versions},
        "times": [found.creation_timestamp, found.last_updated_timestamp],
    }


def tell():
    wine = ["name = 'wine' AND version_number > 2", "name LIKE '%e%'", "tags.n = '1'", "run_id = '" + "2" * 32 + "'"]
    orders = [None, ["version_number ASC"], ["creation_timestamp DESC", "name ASC"]]
    return {
        "models": [model(found) for found in client.search_registered_models()],
        "by change": [found.name for found in client.search_registered_models(order_by=["last_updated_timestamp DESC"])],
        "tagged": [found.name for found in client.search_registered_models("tags.a != '9'")],
        "prompts": [found.name for found in client.search_registered_models("tags.`mlflow.prompt.is_prompt` = 'true'")],
        "versions": [version(found) for found in client.search_model_versions()],
        "filtered": [[version(found) for found in client.search_model_versions(filter)] for filter in wine],
        "ordered": [
            [(found.name, int(found.version)) for found in client.search_model_versions(order_by=order)]
            for order in orders
        ],
        "one": model(client.get_registered_model(name)),
        "champion": version(client.get_model_version_by_alias(name, "champion")),
        "location": client.get_model_version_download_uri(name, "3"),
    }


told = []
for argument in sys.argv[1:]:
    step, store = argument.split("=", 1)
    client = MlflowClient(tracking_uri=store, registry_uri=store)
    if step == "tell":
        told.append(tell())
    else:
        {"make": make, "change": change, "rename": rename}[step]()
print(json.dumps(told))

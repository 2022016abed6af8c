"""Goes through the life of a webhook with a client, and tells what it heard.

    webhooks.py SERVER RECEIVER
"""

import json
import sys

from mlflow.entities.webhook import WebhookAction, WebhookEntity, WebhookEvent
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

# Clients print links to runs.
answer, sys.stdout = sys.stdout, sys.stderr
server, receiver = sys.argv[1:]
client = MlflowClient(server, server)


def told(webhook):
    return {
        "name": webhook.name,
        "url": webhook.url,
        "description": webhook.description,
        "events": sorted(str(event) for event in webhook.events),
        "status": str(webhook.status),
        "secret": webhook.secret,
        "is new": webhook.creation_timestamp == webhook.last_updated_timestamp > 0,
    }


def refused(act):
    try:
        act()
    except MlflowException as error:
        return [error.error_code, error.get_http_status_code()]
    return None


created = client.create_webhook(
    "deploy",
    f"{receiver}/well",
    ["model_version.created", WebhookEvent(WebhookEntity.REGISTERED_MODEL, WebhookAction.CREATED)],
    description="for CI",
    secret="hush",
)
id = created.webhook_id
heard = {"created": told(created), "got": told(client.get_webhook(id))}
heard["tested"] = client.test_webhook(id, "model_version.created").response_status
client.create_registered_model("fraud")
client.update_webhook(id, name="other", events=["prompt.created"], status="DISABLED")
heard["updated"] = told(client.get_webhook(id))
client.create_registered_model("nobody hears of this")
for number in range(3):
    client.create_webhook(f"n{number}", f"{receiver}/well", ["prompt_tag.set"], status="DISABLED")
first = client.list_webhooks(max_results=2)
rest = client.list_webhooks(max_results=2, page_token=first.token)
heard["listed"] = [[webhook.name for webhook in page] for page in (first, rest)]
heard["end"] = rest.token or None
client.delete_webhook(id)
wrong = "http://127.0.0.1:1/"
heard["refused"] = {
    "gone": refused(lambda: client.get_webhook(id)),
    "gone to delete": refused(lambda: client.delete_webhook(id)),
    "gone to test": refused(lambda: client.test_webhook(id)),
    "name": refused(lambda: client.create_webhook("a b", wrong, ["prompt.created"])),
    "scheme": refused(lambda: client.create_webhook("a", "ftp://example.com/", ["prompt.created"])),
    "no events": refused(lambda: client.create_webhook("a", wrong, [])),
}
print(json.dumps(heard), file=answer)

"""The life of prompts through the API of 3.x clients, on each server that is named, and what it heard."""

import json
import sys

import mlflow
from mlflow.exceptions import MlflowException

# Clients print links to runs.
answer, sys.stdout = sys.stdout, sys.stderr
genai = mlflow.genai


def told(prompt):
    return {
        "name": prompt.name,
        "version": int(prompt.version),
        "template": prompt.template,
        "commit": prompt.commit_message,
        "tags": prompt.tags,
        "aliases": sorted(prompt.aliases),
        "variables": sorted(prompt.variables),
        "format": prompt.response_format,
        "model": prompt.model_config,
    }


def code(act):
    try:
        act()
    except MlflowException as error:
        return error.error_code
    return None


def live():
    client = mlflow.MlflowClient()
    heard = {}
    genai.register_prompt(name="hi", template="Hello {{who}}", commit_message="first", tags={"a": "1"})
    genai.register_prompt(
        name="hi",
        template="Hi {{who}}, {{other}}",
        commit_message="second",
        tags={"b": "2"},
        response_format={"type": "object"},
        model_config={"model_name": "m", "temperature": 0.5},
    )
    chat = [{"role": "system", "content": "Be {{style}}"}, {"role": "user", "content": "{{question}}"}]
    genai.register_prompt(name="chat", template=chat)
    genai.register_prompt(name="long", template="x" * 8000 + "{{y}}")
    genai.set_prompt_alias("hi", "prod", 1)
    uris = ["hi@prod", "hi/2", "hi@latest", "chat/1", "long/1"]
    heard["loaded"] = {uri: told(genai.load_prompt(f"prompts:/{uri}")) for uri in uris}
    heard["missing"] = [
        code(lambda: genai.load_prompt("prompts:/none/1")),
        code(lambda: genai.load_prompt("prompts:/hi/77")),
        code(lambda: genai.load_prompt("prompts:/hi@nobody")),
        code(lambda: genai.set_prompt_alias("hi", "latest", 1)),
    ]
    genai.set_prompt_tag("hi", "team", "x")
    genai.set_prompt_version_tag("hi", 1, "k", "v")
    heard["tagged"] = [genai.get_prompt_tags("hi")["team"], genai.load_prompt("prompts:/hi/1").tags]
    genai.delete_prompt_version_tag("hi", 1, "k")
    filters = [None, "name LIKE 'h%'", "tags.team = 'x'"]
    heard["found"] = [[prompt.name for prompt in genai.search_prompts(filter_string=text)] for text in filters]
    heard["versions"] = sorted(int(version.version) for version in client.search_prompt_versions("hi"))
    client.create_registered_model("fraud")
    heard["no models"] = [
        [model.name for model in client.search_registered_models()],
        [version.name for version in client.search_model_versions()],
        code(lambda: client.get_registered_model("hi")),
        code(lambda: client.create_registered_model("hi")),
        code(lambda: genai.register_prompt(name="fraud", template="x")),
    ]
    with mlflow.start_run() as run:
        genai.load_prompt("prompts:/hi/1")
        genai.register_prompt(name="in-a-run", template="z")
    linked = client.get_run(run.info.run_id).data.tags["mlflow.linkedPrompts"]
    heard["linked"] = sorted((prompt["name"], prompt["version"]) for prompt in json.loads(linked))
    genai.delete_prompt_alias("hi", "prod")
    client.delete_prompt_version("chat", "1")
    client.delete_prompt("chat")
    heard["gone"] = [
        code(lambda: genai.load_prompt("prompts:/hi@prod")),
        code(lambda: genai.load_prompt("prompts:/chat/1")),
        sorted(prompt.name for prompt in genai.search_prompts()),
    ]
    return heard


heard = []
for url in sys.argv[1:]:
    mlflow.set_tracking_uri(url)
    mlflow.set_experiment("prompts")
    heard.append(live())
print(json.dumps(heard), file=answer)

"""The model registry of a release: the same operations by whatever calls the release has.

Releases before 1.4 have none. Those before 1.7 name a model by an object, and their clients speak to
addresses that no later server has; through a server, the requests of 1.7 are sent in their stead.
"""

import importlib
import importlib.util
import inspect
import json
import urllib.error
import urllib.request

SOURCE = "s3://bucket/a model's folder/"

# Where text columns of the registry have nothing, a server writes an empty text, as the servers of
# MLflow do, and a client that opens the database itself may write NULL.
NOTHING = ("", None)


def has_registry():
    return importlib.util.find_spec("mlflow.store.model_registry") is not None


def open_registry(uri, release):
    if uri.startswith("http") and release < [1, 7]:
        return Requests(uri)
    number = str if uri.startswith("http") else int
    return (Store if release >= [1, 7] else ObjectStore)(open_store(uri), number, release)


def open_store(uri):
    package = "mlflow.store.model_registry"
    if uri.startswith("http"):
        from mlflow.utils.rest_utils import MlflowHostCreds

        return importlib.import_module(f"{package}.rest_store").RestStore(lambda: MlflowHostCreds(uri))
    return importlib.import_module(f"{package}.sqlalchemy_store").SqlAlchemyStore(uri)


class Store:
    """The store of a release since 1.7."""

    def __init__(self, store, number, release):
        self.store = store
        # The number of a version as clients of a server write it, or as the database has it.
        self.number = number
        self.release = release

    def accepts(self, method, argument):
        function = getattr(self.store, method, None)
        return function is not None and argument in inspect.signature(function).parameters

    @property
    def has_tags(self):
        return hasattr(self.store, "set_registered_model_tag")

    @property
    def has_aliases(self):
        return hasattr(self.store, "set_registered_model_alias")

    @property
    def archives(self):
        """Whether a transition can archive what is in the stage."""
        return self.release >= [1, 10]

    @property
    def renames(self):
        """Whether versions follow the name of their model; before, they are lost."""
        return self.release >= [1, 10]

    @property
    def forgets_aliases(self):
        """Whether the aliases of a version go with it; before, they stand for nothing."""
        return self.release >= [2, 7]

    def create(self, name, description="", tags=()):
        more = {}
        if self.has_tags:
            more["tags"] = [self.model_tag(*tag) for tag in tags]
        if self.accepts("create_registered_model", "description"):
            more["description"] = description
        self.store.create_registered_model(name, **more)

    def create_version(self, name, source, run, description="", tags=(), link=""):
        more = {}
        if self.has_tags:
            more["tags"] = [self.version_tag(*tag) for tag in tags]
        if self.accepts("create_model_version", "run_link"):
            more["run_link"] = link
        if self.accepts("create_model_version", "description"):
            more["description"] = description
        return int(self.store.create_model_version(name, source, run, **more).version)

    def describe(self, name, text):
        self.store.update_registered_model(name, text)

    def describe_version(self, name, version, text):
        self.store.update_model_version(name, self.number(version), text)

    def transition(self, name, version, stage, archive):
        self.store.transition_model_version_stage(name, self.number(version), stage, archive)

    def rename(self, name, new):
        self.store.rename_registered_model(name, new)

    def delete(self, name):
        self.store.delete_registered_model(name)

    def delete_version(self, name, version):
        self.store.delete_model_version(name, self.number(version))

    def set_tag(self, name, key, value):
        self.store.set_registered_model_tag(name, self.model_tag(key, value))

    def delete_tag(self, name, key):
        self.store.delete_registered_model_tag(name, key)

    def set_version_tag(self, name, version, key, value):
        self.store.set_model_version_tag(name, self.number(version), self.version_tag(key, value))

    def delete_version_tag(self, name, version, key):
        self.store.delete_model_version_tag(name, self.number(version), key)

    def set_alias(self, name, alias, version):
        self.store.set_registered_model_alias(name, alias, self.number(version))

    def delete_alias(self, name, alias):
        self.store.delete_registered_model_alias(name, alias)

    def model_tag(self, key, value):
        from mlflow.entities.model_registry import RegisteredModelTag

        return RegisteredModelTag(key, value)

    def version_tag(self, key, value):
        from mlflow.entities.model_registry import ModelVersionTag

        return ModelVersionTag(key, value)

    def models(self):
        if hasattr(self.store, "search_registered_models"):
            return list(self.store.search_registered_models())
        return list(self.store.list_registered_models())

    def get(self, name):
        return self.store.get_registered_model(name)

    def versions(self, name):
        return list(self.store.search_model_versions(f"name = '{name}'"))

    def latest(self, name):
        return self.store.get_latest_versions(name, ["None", "Staging", "Production", "Archived"])

    def location(self, name, version):
        return self.store.get_model_version_download_uri(name, self.number(version))


class ObjectStore(Store):
    """The store of MLflow 1.4 to 1.6."""

    def model(self, name):
        from mlflow.entities.model_registry import RegisteredModel

        return RegisteredModel(name)

    def version(self, name, version):
        from mlflow.entities.model_registry import ModelVersion

        return ModelVersion(self.model(name), version)

    def describe(self, name, text):
        self.store.update_registered_model(self.model(name), description=text)

    def describe_version(self, name, version, text):
        self.store.update_model_version(self.version(name, version), description=text)

    def transition(self, name, version, stage, archive):
        self.store.update_model_version(self.version(name, version), stage=stage)

    def rename(self, name, new):
        self.store.update_registered_model(self.model(name), new_name=new)

    def delete(self, name):
        self.store.delete_registered_model(self.model(name))

    def delete_version(self, name, version):
        self.store.delete_model_version(self.version(name, version))

    def get(self, name):
        return self.store.get_registered_model_details(self.model(name))

    def models(self):
        return [Named(each) for each in self.store.list_registered_models()]

    def latest(self, name):
        return self.store.get_latest_versions(self.model(name), ["None", "Staging", "Production", "Archived"])

    def location(self, name, version):
        return self.store.get_model_version_download_uri(self.version(name, version))


class Named:
    """What a list of MLflow 1.4 has: a model, or its name within one."""

    def __init__(self, model):
        self.name = model.name if hasattr(model, "name") else model.registered_model.name


class Requests:
    """A server, by the requests of MLflow 1.7."""

    has_tags = False
    has_aliases = False
    archives = False
    renames = False

    def __init__(self, url):
        self.url = url

    def accepts(self, method, argument):
        return False

    def send(self, method, path, **fields):
        request = urllib.request.Request(
            f"{self.url}/api/2.0/preview/mlflow/{path}",
            method=method,
            data=json.dumps(fields).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            from mlflow.exceptions import MlflowException

            raise MlflowException(error.read().decode())

    def create(self, name, description="", tags=()):
        self.send("POST", "registered-models/create", name=name)

    def create_version(self, name, source, run, description="", tags=(), link=""):
        answer = self.send("POST", "model-versions/create", name=name, source=source, run_id=run)
        return int(answer["model_version"]["version"])

    def describe(self, name, text):
        self.send("PATCH", "registered-models/update", name=name, description=text)

    def describe_version(self, name, version, text):
        self.send("PATCH", "model-versions/update", name=name, version=str(version), description=text)

    def transition(self, name, version, stage, archive):
        self.send(
            "POST",
            "model-versions/transition-stage",
            name=name,
            version=str(version),
            stage=stage,
            archive_existing_versions=False,
        )

    def rename(self, name, new):
        self.send("POST", "registered-models/rename", name=name, new_name=new)

    def delete(self, name):
        self.send("DELETE", "registered-models/delete", name=name)

    def delete_version(self, name, version):
        self.send("DELETE", "model-versions/delete", name=name, version=str(version))


def write(registry, attempt, run, release):
    """The lives of some models."""
    registry.create("wine", "red 'n' \"white\"\n🍷", [("team", "a\nb"), ("empty", "")])
    attempt("a model that is there", lambda: registry.create("wine"))
    odd = "naïve 模型 🧪 100% (q)"
    for name in [odd, "to be renamed", "gone"]:
        registry.create(name)
    for number in range(1, 6):
        made = registry.create_version(
            "wine", f"{SOURCE}{number}", run, f"version {number}", [("number", str(number))], "https://other/#/runs/1" if number == 2 else ""
        )
        assert made == number, made
    registry.create_version(odd, SOURCE, run if release < [1, 13] else None)
    for name in ["to be renamed", "gone"] if registry.renames else ["gone"]:
        registry.create_version(name, SOURCE, run, tags=[("kept", "yes")])
    registry.transition("wine", 1, "Production", False)
    registry.transition("wine", 2, "Production", registry.archives)
    registry.transition("wine", 3, "Staging", False)
    registry.transition("wine", 4, "Archived", False)
    registry.describe("wine", "described")
    registry.describe_version("wine", 3, "staged ⚗")
    if registry.has_tags:
        tag(registry)
    if registry.has_aliases:
        name_by_aliases(registry)
    # Copies know where the files of the original are.
    if release >= [2, 8]:
        registry.create("copied")
        registry.create_version("copied", "models:/wine/2", run)
    registry.rename("to be renamed", "renamed")
    registry.delete_version("wine", 4)
    registry.delete_version("wine", 5)
    attempt("a version that was deleted", lambda: registry.describe_version("wine", 5, "again"))
    registry.delete("gone")
    attempt("a model that was deleted", lambda: registry.describe("gone", "again"))


def tag(registry):
    for value in ["before", "after 'all'"]:
        registry.set_tag("wine", "twice", value)
        registry.set_version_tag("wine", 1, "twice", value)
    registry.set_tag("to be renamed", "long", "x" * 5_000)
    registry.set_version_tag("to be renamed", 1, "long", "x" * 5_000)
    registry.set_tag("wine", "removed", "soon")
    registry.delete_tag("wine", "removed")
    registry.set_version_tag("wine", 1, "removed", "soon")
    registry.delete_version_tag("wine", 1, "removed")


def name_by_aliases(registry):
    registry.set_alias("wine", "champion", 1)
    registry.set_alias("wine", "champion", 2)
    registry.set_alias("wine", "challenger", 3)
    if registry.forgets_aliases:
        registry.set_alias("wine", "of-a-deleted-one", 5)
    registry.set_alias("wine", "removed", 3)
    registry.delete_alias("wine", "removed")
    for name in ["to be renamed", "gone"]:
        registry.set_alias(name, "only", 1)


def go_on(registry, release):
    """Continues the lives of these models; commands of this program can do the same."""
    run = "" if release < [1, 13] else None
    number = registry.create_version("wine", f"{SOURCE}later", run, "later", [("later", "yes")])
    registry.transition("wine", number, "Production", registry.archives)
    registry.describe("wine", "described later")
    if registry.has_tags:
        registry.set_tag("wine", "later", "yes")
        registry.set_version_tag("wine", 3, "later", "yes")
        registry.delete_tag("wine", "twice")
    if registry.has_aliases:
        registry.set_alias("wine", "champion", number)
        registry.delete_alias("wine", "challenger")
    registry.delete_version("wine", 3)
    registry.delete("renamed")
    if registry.renames:
        registry.rename("wine", "port")
    return number


def hammer(registry, name, run, count):
    """Registers one version after another."""
    registry.create(name)
    return [registry.create_version(name, SOURCE, run) for _ in range(count)]


def read(registry, plain):
    """Every field of every model and version."""
    found = {}
    for name in sorted(model.name for model in registry.models()):
        versions = sorted(registry.versions(name), key=lambda version: int(version.version))
        latest = sorted(registry.latest(name), key=lambda version: int(version.version))
        found[name] = {
            "model": plain(registry.get(name)),
            "versions": [plain(version) for version in versions],
            "latest": [int(version.version) for version in latest],
            "locations": [registry.location(name, version.version) for version in versions],
        }
    return blank(found)


def blank(value):
    """The same with an empty text for what has no text."""
    if isinstance(value, dict):
        return {key: blank(each) for key, each in value.items()}
    if isinstance(value, list):
        return [blank(each) for each in value]
    return "" if value in NOTHING else value

"""Does what a release of MLflow does with a store: one request a line, one answer a line.

    python worker.py ARTIFACT_ROOT

Runs under any release from 1.0 on. A request is a JSON object: the name of a function below under
"do", its arguments beside it. The answer is what the function returns, or {"error": …}. The address
of a store is `sqlite:///…`, opened directly, or `http://…`; the calls are the same, because every
store of MLflow has the same methods.
"""

import importlib.util
import inspect
import json
import sqlite3
import sys

import registry

ROOT = sys.argv[1]
START = 1_700_000_000_000

# What stdout is for; MLflow and its libraries print, too.
answers = sys.stdout
sys.stdout = sys.stderr


def open_store(uri):
    package = "mlflow.store.tracking" if importlib.util.find_spec("mlflow.store.tracking") else "mlflow.store"
    if uri.startswith("http"):
        from mlflow.utils.rest_utils import MlflowHostCreds

        rest = importlib.import_module(f"{package}.rest_store")
        return rest.RestStore(lambda: MlflowHostCreds(uri))
    return importlib.import_module(f"{package}.sqlalchemy_store").SqlAlchemyStore(uri, ROOT)


def accepts(function, argument):
    """Whether a function of this release has an argument of that name."""
    return argument in inspect.signature(function).parameters


def has(store, method):
    """Whether a store of this release has a method that does more than refuse."""
    own = getattr(type(store), method, None)
    if own is None:
        return False
    abstract = next((base for base in type(store).__mro__ if base.__name__ == "AbstractStore"), None)
    return own is not getattr(abstract, method, None)


class Writer:
    """Writes all that a release can keep, and notes what is refused."""

    def __init__(self, uri):
        self.uri = uri
        self.store = open_store(uri)
        self.experiments = {}
        self.runs = {}
        self.models = {}
        self.refused = []

    def attempt(self, what, action):
        """Does what some releases refuse."""
        from mlflow.exceptions import MlflowException

        try:
            return action()
        except MlflowException:
            self.refused.append(what)
            return None

    def write(self):
        self.make_experiments()
        self.make_runs()
        self.log_params()
        self.log_metrics()
        self.set_tags()
        self.end_runs()
        self.log_datasets()
        self.log_models()
        self.delete()
        if registry.has_registry():
            registry.write(registry.open_registry(self.uri, release()), self.attempt, self.runs["whole"], release())
        return {
            "experiments": self.experiments,
            "runs": self.runs,
            "models": self.models,
            "refused": self.refused,
        }

    def make_experiments(self):
        create = self.store.create_experiment
        for name in ["first", "naïve 実験 🧪", "to be renamed", "to be deleted", "deleted and restored", "gone"]:
            self.experiments[name] = create(name, None)
        self.experiments["placed"] = create("it's \"placed\"; --", f"{ROOT}/placed with a space")
        self.store.rename_experiment(self.experiments["to be renamed"], "renamed")
        if accepts(create, "tags"):
            from mlflow.entities import ExperimentTag

            tags = [ExperimentTag("team", "a\nb"), ExperimentTag("empty", "")]
            self.experiments["tagged"] = create("tagged", None, tags)
        if has(self.store, "set_experiment_tag"):
            from mlflow.entities import ExperimentTag

            for value in ["before", "after 'all'"]:
                self.store.set_experiment_tag(self.experiments["first"], ExperimentTag("note", value))

    def make_runs(self):
        places = {
            "whole": "first",
            "failed": "first",
            "killed": "first",
            "running": "first",
            "renamed": "first",
            "deleted": "first",
            "restored": "first",
            "gone": "first",
            "elsewhere": "placed",
            "of deleted experiment": "to be deleted",
            "of restored experiment": "deleted and restored",
            "deleted before its experiment": "deleted and restored",
            "of gone experiment": "gone",
        }
        for number, (label, experiment) in enumerate(places.items()):
            self.runs[label] = create_run(self.store, self.experiments[experiment], label, START + number)

    def log_params(self):
        from mlflow.entities import Param

        run = self.runs["whole"]
        params = [
            Param("learning_rate", "0.01"),
            Param("long", "v" * 250),
            Param("k" * 250, "the longest key"),
            Param("a/b c-d.e_f", "значение 🎯"),
            Param("quoted", "it's \"so\" \\ 100% {json: [1]}\nline two\ttabbed"),
            Param("None", "None"),
            Param("blank", " "),
        ]
        self.store.log_batch(run, [], params, [])
        self.store.log_param(run, Param("single", "1"))
        # The same again is no change.
        self.store.log_param(run, Param("single", "1"))
        self.attempt("a changed param", lambda: self.store.log_param(run, Param("single", "2")))
        for label in ["elsewhere", "deleted", "of deleted experiment", "gone"]:
            self.store.log_batch(self.runs[label], [], params[:2], [])

    def log_metrics(self):
        from mlflow.entities import Metric

        run = self.runs["whole"]
        points = [Metric("loss", 1.0 / (step + 1), START + step * 10, step) for step in range(20)]
        self.store.log_batch(run, points, [], [])
        self.store.log_metric(run, points[5])
        back = [Metric("back", 1.5, START, 3), Metric("back", 2.5, START + 1, -10), Metric("back", 0.5, START - 1, 3)]
        ties = [Metric("ties", 3.0, START, 7), Metric("ties", 5.0, START, 7), Metric("ties", 4.0, START, 7)]
        self.store.log_batch(run, [*back, *ties], [], [])
        for key, value in [
            ("zero", 0.0),
            ("minus zero", -0.0),
            ("largest", 1e308),
            ("smallest", 5e-324),
            ("precise", 0.1 + 0.2),
            ("whole number", 3.0),
            ("m" * 250, 1.0),
        ]:
            self.store.log_metric(run, Metric(key, value, START, 0))
        self.store.log_metric(run, Metric("far", 1.0, START, 2**40))
        # MLflow 1.0 refuses infinities, though its schema keeps them, and this program writes them.
        infinities = [] if release() < [1, 1] else ["inf", "-inf"]
        for key in [*infinities, "nan"]:
            for step in [0, 1]:
                point = Metric(key, float(key), START + step, step)
                self.attempt(f"{key} {step}", lambda point=point: self.store.log_metric(run, point))
        mixed = [Metric("mixed", value, START, 0) for value in [1.0, float("nan"), 2.0]]
        for number, point in enumerate(mixed):
            self.attempt(f"mixed {number}", lambda point=point: self.store.log_metric(run, point))
        for label in ["elsewhere", "deleted", "of deleted experiment", "gone", "of gone experiment", "running"]:
            self.store.log_batch(self.runs[label], points[:2], [], [])

    def set_tags(self):
        from mlflow.entities import RunTag

        run = self.runs["whole"]
        tags = [RunTag("empty", ""), RunTag("ünïcode", "値 🏷️"), RunTag("t" * 250, "x" * 250), RunTag("twice", "before")]
        self.store.log_batch(run, [], [], tags)
        self.store.set_tag(run, RunTag("twice", "after\r\nall"))
        self.store.set_tag(self.runs["running"], RunTag("mlflow.parentRunId", run))
        if has(self.store, "delete_tag"):
            self.store.set_tag(run, RunTag("removed", "soon"))
            self.store.delete_tag(run, "removed")
            self.attempt("a tag that is not there", lambda: self.store.delete_tag(run, "removed"))
        # How a run is renamed in each release.
        self.store.set_tag(self.runs["renamed"], RunTag("mlflow.runName", "by its tag"))

    def end_runs(self):
        ends = {"whole": "FINISHED", "failed": "FAILED", "renamed": "FINISHED"}
        # The schemas before refuse it; this program keeps such a run as FAILED.
        if release() >= [1, 5]:
            ends["killed"] = "KILLED"
        for label, status in ends.items():
            self.attempt(f"status {status}", lambda label=label, status=status: self.end_run(label, status))

    def end_run(self, label, status):
        from mlflow.entities import RunStatus

        update = self.store.update_run_info
        named = {"run_name": None} if accepts(update, "run_name") else {}
        if named and label == "renamed":
            named = {"run_name": "by its update"}
        update(self.runs[label], RunStatus.from_string(status), START + 1_000, **named)

    def log_datasets(self):
        if not has(self.store, "log_inputs"):
            return
        from mlflow.entities import Dataset, DatasetInput, InputTag

        shared = Dataset("shared", "digest1", "local", '{"path": "s3://data"}', "s" * 1000, '{"num_rows": 442}')
        bare = Dataset("bare ⚗", "digest2", "http", "{}", None, None)
        tags = [InputTag("mlflow.data.context", "training"), InputTag("empty", "")]
        whole, other = self.runs["whole"], self.runs["failed"]
        self.store.log_inputs(whole, [DatasetInput(shared, tags), DatasetInput(bare, [])])
        self.store.log_inputs(other, [DatasetInput(shared, tags[:1])])
        # The same again is no second input.
        self.store.log_inputs(other, [DatasetInput(shared, tags[:1])])

    def log_models(self):
        if not has(self.store, "create_logged_model"):
            return
        import mlflow.tracking.fluent
        from mlflow.entities import (
            LoggedModelInput,
            LoggedModelOutput,
            LoggedModelParameter,
            LoggedModelStatus,
            LoggedModelTag,
            Metric,
        )

        run = self.runs["whole"]
        for name in ["linear", "modèle", "deleted model"]:
            model = self.store.create_logged_model(
                self.experiments["first"],
                name,
                run,
                [LoggedModelTag("stage", "dev 'a'"), LoggedModelTag("empty", "")],
                [LoggedModelParameter("depth", "3"), LoggedModelParameter("long", "p" * 1000)],
                "sklearn",
            )
            self.models[name] = model.model_id
        self.store.finalize_logged_model(self.models["linear"], LoggedModelStatus.READY)
        self.store.finalize_logged_model(self.models["modèle"], LoggedModelStatus.FAILED)
        self.store.set_logged_model_tags(self.models["linear"], [LoggedModelTag("stage", "live")])
        self.store.delete_logged_model_tag(self.models["linear"], "empty")
        self.store.log_inputs(run, None, [LoggedModelInput(self.models["modèle"])])
        self.store.log_outputs(run, [LoggedModelOutput(self.models["linear"], 3)])
        # Releases of MLflow 3 write the number of the fluent API's experiment into these rows.
        mlflow.tracking.fluent._active_experiment_id = self.experiments["first"]
        measured = [
            Metric("accuracy", 0.5, START, 0, model_id=self.models["linear"], run_id=run),
            Metric("accuracy", 0.75, START + 1, 1, model_id=self.models["linear"], run_id=run),
            Metric(
                "recall", 0.7, START, 1, model_id=self.models["linear"], run_id=run,
                dataset_name="shared", dataset_digest="digest1",
            ),
        ]
        self.store.log_batch(run, measured, [], [])
        self.store.delete_logged_model(self.models["deleted model"])

    def delete(self):
        for label in ["deleted", "restored", "gone"]:
            self.store.delete_run(self.runs[label])
        # MLflow 1.28 cannot delete an experiment that has a deleted run.
        if release() != [1, 28]:
            self.store.delete_run(self.runs["deleted before its experiment"])
        self.store.restore_run(self.runs["restored"])
        for name in ["to be deleted", "deleted and restored", "gone"]:
            self.store.delete_experiment(self.experiments[name])
        self.store.restore_experiment(self.experiments["deleted and restored"])


def create_run(store, experiment, label, start):
    """A run as the fluent API of each release makes it."""
    from mlflow.entities import RunTag

    tags = [
        RunTag("mlflow.user", "ada"),
        RunTag("mlflow.source.name", "train.py"),
        RunTag("mlflow.source.type", "LOCAL"),
        RunTag("mlflow.source.git.commit", "0123456789abcdef0123456789abcdef01234567"),
        RunTag("label", label),
    ]
    named = {}
    if accepts(store.create_run, "run_name"):
        named = {"run_name": f"run {label}"}
    else:
        tags.append(RunTag("mlflow.runName", f"run {label}"))
    return id_of(store.create_run(experiment_id=experiment, user_id="ada", start_time=start, tags=tags, **named))


def write(uri):
    return Writer(uri).write()


def remove(uri, run, experiment):
    """What `mlflow gc` of this release does to the rows of one run, then of one experiment."""
    store = open_store(uri)
    able = {"run": hasattr(store, "_hard_delete_run"), "experiment": hasattr(store, "_hard_delete_experiment")}
    if able["run"]:
        store._hard_delete_run(run)
    if able["experiment"]:
        for run in all_runs(store, experiment):
            store._hard_delete_run(id_of(run))
        store._hard_delete_experiment(experiment)
    return able


def all_runs(store, experiment):
    from mlflow.entities import ViewType

    return store.search_runs([experiment], condition(store, ""), ViewType.ALL, 1000)


def condition(store, text):
    """What a search takes for a filter: an object in MLflow 1.0, text later."""
    if not accepts(store.search_runs, "search_filter"):
        return text
    from mlflow.utils.search_utils import SearchFilter

    return SearchFilter(text) if text else None


def id_of(run):
    return run.info.run_id if hasattr(run.info, "run_id") else run.info.run_uuid


def plain(value):
    """An entity as JSON."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {str(key): plain(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if hasattr(value, "__iter__"):
        return {name: plain(field) for name, field in value if not name.startswith("_")}
    return str(value)


def read(uri):
    """Every field of everything, and what searches find."""
    from mlflow.entities import ViewType

    store = open_store(uri)
    if hasattr(store, "search_experiments"):
        experiments = list(store.search_experiments(ViewType.ALL, 100))
    else:
        experiments = list(store.list_experiments(ViewType.ALL))
    experiments = sorted((store.get_experiment(each.experiment_id) for each in experiments), key=lambda e: e.name)
    runs = {}
    for experiment in experiments:
        for found in all_runs(store, experiment.experiment_id):
            run = store.get_run(id_of(found))
            runs[run.data.tags.get("label") or id_of(run)] = run
    first = [store.get_experiment_by_name("first").experiment_id]
    found = {}
    for text in [
        "metrics.loss < 0.5",
        "params.learning_rate = '0.01'",
        "tags.`twice` LIKE 'after%'",
        "attributes.status = 'FINISHED'",
        "params.`a/b c-d.e_f` = 'значение 🎯' and metrics.`minus zero` = 0",
        "tags.`mlflow.runName` = 'by its tag'",
        "attributes.run_name = 'run failed'",
        "dataset.name = 'shared'",
    ]:
        found[text] = search(store, first, text)
    for order in ["metrics.loss DESC", "params.long ASC", "attribute.start_time DESC"]:
        found[order] = search(store, first, "", [order])
    return {
        "experiments": [plain(each) for each in experiments],
        "runs": {label: plain(run) for label, run in sorted(runs.items())},
        "histories": {
            key: sorted(repr(plain(point)) for point in store.get_metric_history(id_of(runs["whole"]), key))
            for key in sorted(runs["whole"].data.metrics)
        },
        "found": found,
        "models": models(store, first),
        "registry": registry.read(registry.open_registry(uri, release()), plain) if registry.has_registry() else None,
    }


def search(store, experiments, text, order=()):
    from mlflow.entities import ViewType
    from mlflow.exceptions import MlflowException

    ordered = {"order_by": list(order)} if accepts(store.search_runs, "order_by") else {}
    try:
        runs = store.search_runs(experiments, condition(store, text), ViewType.ACTIVE_ONLY, 1000, **ordered)
    except MlflowException:
        return "refused"
    labels = [run.data.tags.get("label") for run in runs]
    return labels if order else sorted(labels, key=str)


def models(store, experiments):
    if not has(store, "search_logged_models"):
        return None
    found = store.search_logged_models(experiments)
    return sorted((plain(model.to_dictionary()) for model in found), key=lambda model: model["name"])


def go_on(uri, run, experiment):
    """Continues a run that another program made, makes one, and deletes and restores."""
    from mlflow.entities import Metric, Param, RunStatus, RunTag

    store = open_store(uri)
    named = {"run_name": None} if accepts(store.update_run_info, "run_name") else {}
    store.update_run_info(run, RunStatus.RUNNING, None, **named)
    store.log_batch(run, [Metric("loss", 0.0625, START + 999, 130)], [Param("later", "yes")], [RunTag("later", "yes")])
    store.update_run_info(run, RunStatus.FINISHED, START + 2_000, **named)
    other = create_run(store, experiment, "made later", START)
    store.log_metric(other, Metric("loss", 1.0, START, 0))
    store.delete_run(other)
    store.restore_run(other)
    store.delete_run(other)
    return other


def registry_parts(uri):
    """Which parts of a registry the release has; None for one without."""
    if not registry.has_registry():
        return None
    own = registry.open_registry(uri, release())
    return {
        "tags": own.has_tags,
        "aliases": own.has_aliases,
        "archives": own.archives,
        "renames": own.renames,
        "descriptions": own.accepts("create_model_version", "description"),
    }


def go_on_with_models(uri):
    return registry.go_on(registry.open_registry(uri, release()), release())


def hammer_models(uri, name, run, count):
    return registry.hammer(registry.open_registry(f"{uri}?timeout=60", release()), name, run, count)


def hammer(uri, run, count):
    """Logs one point after another, as a training program does."""
    from mlflow.entities import Metric

    # A busy machine may keep a lock for longer than the five seconds for which Python waits.
    store = open_store(f"{uri}?timeout=60")
    for step in range(count):
        store.log_metric(run, Metric("by python", step / 2, START + step, step))
    return count


def new_run(uri, experiment, label):
    return create_run(open_store(uri), experiment, label, START)


def release():
    """The first two numbers of the release."""
    return [int(part) for part in version().split(".")[:2]]


def version():
    import mlflow

    return mlflow.__version__


def revision(path):
    return [row[0] for row in sqlite3.connect(path).execute("SELECT version_num FROM alembic_version")]


def opens(uri):
    """Opens a database as it is; what the release says where it does not."""
    open_store(uri)
    return True


def main():
    known = [write, remove, read, go_on, hammer, new_run, version, revision, opens]
    known += [registry_parts, go_on_with_models, hammer_models]
    functions = {function.__name__: function for function in known}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = functions[request.pop("do")](**request)
        except Exception as error:
            import traceback

            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

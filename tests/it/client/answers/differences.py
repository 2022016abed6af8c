"""The differences from MLflow 3.17.2 that were decided, each with its reason.

A row is looked for in order, and counts for every question that it fits. A row that no question
needs any more fails the test, as a difference without a row does.
"""

import re
from dataclasses import dataclass

WRONG_FIELD = r"400 INVALID_PARAMETER_VALUE (Invalid value .* for parameter|Missing value for required parameter|the body is|`\S+` comes twice)"


@dataclass(frozen=True)
class Difference:
    """Questions that are answered in another way: patterns, of which an empty one fits all."""

    reason: str
    question: str = ""
    theirs: str = ""
    ours: str = ""
    # Of what kind: `status`, `code`, `phrase`, `body`; and in which store: `database`, `files`.
    kind: str = ""
    store: str = ""

    def covers(self, store, question, kind, theirs, ours):
        return (
            re.search(self.kind, kind or "")
            and self.store in {store, ""}
            and re.search(self.question, question, re.DOTALL)
            and re.match(self.theirs, str(theirs), re.DOTALL)
            and re.match(self.ours, str(ours), re.DOTALL)
        )


FILTER = r"400 INVALID_PARAMETER_VALUE .*the (filter|order) is wrong at character"

DIFFERENCES = [
    # What is wrong with a request.
    Difference("MLflow fails, or answers with its database's words", theirs="500|400 BAD_REQUEST|.*sqlite3", ours="200|40"),
    Difference("MLflow leaves out what is of a wrong kind, or keeps it in part", theirs="200", ours=WRONG_FIELD),
    Difference("the form of a request is checked before what it is about", theirs="404", ours=WRONG_FIELD),
    Difference("a field is named by its path", theirs=WRONG_FIELD, ours=WRONG_FIELD, kind="phrase"),
    Difference("a field of a wrong kind is named as such", theirs="400 INVALID", ours=WRONG_FIELD, kind="phrase"),
    Difference("null is an empty list", question="null", theirs="400 INVALID_PARAMETER_VALUE Missing value", ours="200"),
    Difference("null in a list is an empty text", question=r"\[null\]", ours="400 INVALID_PARAMETER_VALUE Invalid (experiment ID|order_by)"),
    Difference("MLflow answers with a page of HTML", theirs="40. None .*<!doctype html>", ours="40. [A-Z]"),
    Difference("a run without a start starts now", question=r'runs/create {"experiment_id":"\$E",("start_time":null,)?"run_name":"n"}', kind="body"),
    Difference("a name has a limit", theirs="200", ours=r"400 INVALID_PARAMETER_VALUE '\S+( key| name)?' exceeds the maximum length"),
    Difference("what a list has too long is named without its path", question="log-batch", theirs=r"400 INVALID_PARAMETER_VALUE 'tags\[0\]", ours="400 INVALID_PARAMETER_VALUE 'key' exceeds", kind="phrase"),
    Difference("MLflow's database finds nothing for a metric without a key", question=r"metric_key=$", ours="400 INVALID_PARAMETER_VALUE GetMetricHistoryBulk", theirs="200|400 INVALID_PARAMETER_VALUE Invalid value"),
    # Filters and orders: a superset, and one phrase for each thing that is wrong.
    Difference("filters with OR, parentheses and IS NULL", question=r"filter\":\"[^}]*( OR |\(|IS NULL)", theirs="400", ours="200"),
    Difference("a filter of blanks is none", question=r'filter":"  "', theirs="400", ours="200"),
    Difference("every spelling of an entity is one for logged models", question=r'filter":"(attribute|metric|param|tag)\.', theirs="400 INVALID_PARAMETER_VALUE Invalid entity type", ours="200"),
    Difference("the names of attributes have their spellings in orders too", question="`Run name`", theirs="400", ours="200"),
    Difference("a double quote is a quote, not a part of the value", question=r'logged-models/search .*= \\"', theirs="200", ours="200", kind="body"),
    Difference("a status has its short name and its long one", question=r"logged-models/search .*status (=|LIKE) '(READY|PENDING|R%)", theirs="200", ours="200", kind="body"),
    Difference("a key is not empty, a number is no text, and nan is no number", question=r"tags\. =|\('a', 5\)|= nan", theirs="200", ours=FILTER),
    Difference("a wrong filter is told in other words", theirs="400 INVALID_PARAMETER_VALUE", ours=FILTER, kind="phrase"),
    Difference("a page token is a token of this list or none", question=r"page_token", theirs="400 INVALID_PARAMETER_VALUE (Experiment IDs|Invalid page token)", ours="400 INVALID_PARAMETER_VALUE (Experiment IDs|Invalid page token)", kind="phrase"),
    # GraphQL.
    Difference("a view of runs can be named", question="POST /graphql .*DELETED_ONLY", theirs=r".*Failed to parse run_view_type", ours="200", kind="body"),
    Difference("the language has its own directives", question="POST /graphql", theirs=r".*Unknown directive '@skip'", ours="200", kind="body"),
    # The model registry.
    Difference("the number of a version counts what was taken before", question=r'model-versions/create .*"name":"spoilt"', kind="body"),
    Difference("what was refused is not there", question=r'registered-models/delete {"name":"fresh"}', theirs="200", ours="404"),
    Difference("what a filter or an order may look at is more", question=r"/search\?.*(order_by=(%60name|run_id)|IS)", theirs="400", ours="200"),
    # Artifacts.
    Difference("MLflow's newest endpoints have no error codes", theirs="40. None {'detail'", ours="40. [A-Z_]+ (Artifact path|No such artifact)", kind="code"),
    Difference("an upload is answered with JSON", question="^PUT|upload-artifact", theirs="200 \\S+ \"\"", ours="200 application/json {}", kind="body"),
    Difference("a path may have what MLflow takes for a part of a URL", question="%23|file%3A", theirs="400 INVALID_PARAMETER_VALUE Invalid path", ours="200|404 RESOURCE_DOES_NOT_EXIST No such artifact"),
    Difference("the root has a list with a slash, too", question="artifacts/$", theirs="400", ours="200"),
    Difference("every name of a run's id counts", question=r"upload-artifact\?run_id=", theirs="400", ours="200"),
    Difference("uploads in parts work in local folders, too", question="/mpu/", theirs="501", ours="200|404"),
    Difference("a path is told without its dots", question=r"path=\.$", kind="body"),
    Difference("a file that was uploaded by another name is there", question=r"artifacts/list\?run_(id|uuid)=\$A", kind="body"),
    # What is kept.
    Difference("a value is cut at its limit when a run is created, too", question=r'runs/create .*"key":"long"', kind="body"),
    Difference("NaN is a text in JSON, as everywhere else", question=r"get-history-bulk\?run_id=\$C&metric_key=n$", kind="body"),
    Difference("a text is no truth", question='"ascending":"false"', kind="body"),
    Difference("a data set is found by its name alone, as documented", question=r'logged-models/search .*"datasets":', theirs="200 application/json {}", store="database"),
    Difference("of what was logged in a wrong form nothing is kept", question=r"runs/get\?run_id=\$S$|search-datasets .*\$E", kind="body"),
    Difference("a search tells the models that a run read, too", question=r'runs/search .*\$TWO.*"(DELETED_ONLY|ALL)"', kind="body", store="database"),
    # File stores: the rules and words of a database, so that clients meet one server.
    Difference("both stores have one wording", theirs="404 RESOURCE_DOES_NOT_EXIST (Could not find|Run '|Model ')|400 RESOURCE_ALREADY_EXISTS Experiment '", ours="404 RESOURCE_DOES_NOT_EXIST|400 RESOURCE_ALREADY_EXISTS", kind="phrase", store="files"),
    Difference("an id that nothing can have is not found", theirs="400 INVALID_PARAMETER_VALUE Invalid experiment ID", ours="404", store="files"),
    Difference("a name may stay what it is", question="experiments/update", theirs="400 RESOURCE_ALREADY_EXISTS", ours="200|400 INVALID", store="files"),
    Difference("a model that is not there has no metric", question='"model_id":"none"', theirs="200", ours="404", store="files"),
    Difference("a key that nothing can have is not found", question=r"key(\"?[:=])", theirs="400 INVALID_PARAMETER_VALUE Invalid value|200", ours="404|200", kind="status", store="files"),
    Difference("what is not there is no data set's and no history's", question="search-datasets|get-history-bulk", theirs="404|400 INVALID_PARAMETER_VALUE Invalid value", ours="200", store="files"),
    Difference("a sample is that of each run alone, evenly, as in a database", question="get-history-bulk", kind="body", store="files"),
    Difference("a time is kept as it is", question='end_time":0', kind="body", store="files"),
    Difference("of values of one step the greatest counts, and each experiment once", question=r"runs/search .*\$TWO|runs/get\?run_id=\$[BC]", kind="body", store="files"),
    Difference("params of models do not change", question="logged-models", theirs="200", ours="400 INVALID_PARAMETER_VALUE Changing param", store="files"),
    Difference("a deleted model can be deleted and finished again", question=r"logged-models/\$[ZM]", theirs="404", ours="200|404", store="files"),
    Difference("filters, orders and tokens of models are those of a database", question="logged-models/search", store="files"),
]

"""What is asked in GraphQL: the requests of MLflow's page, and what is wrong with a request."""

from talk import ask

RUN = """
    info { runName status runUuid runId experimentId artifactUri endTime lifecycleStage startTime userId }
    experiment { experimentId name tags { key value } artifactLocation lifecycleStage creationTime workspace
        effectiveTraceArchivalRetention }
    modelVersions { status version name source aliases currentStage tags { key value } deploymentJobState { jobState } }
    data { metrics { key value step timestamp } params { key value } tags { key value } }
    inputs { datasetInputs { dataset { digest name profile schema source sourceType } tags { key value } } modelInputs { modelId } }
    outputs { modelOutputs { modelId step } }
"""
ERROR = "apiError { helpUrl code message }"
COMPONENT = '@component(name: "MLflow.ExperimentRunTracking")'

GET_EXPERIMENT = f"""query MlflowGetExperimentQuery($input: MlflowGetExperimentInput!) {COMPONENT} {{
    mlflowGetExperiment(input: $input) {{ {ERROR} experiment {{ artifactLocation experimentId lifecycleStage name
        effectiveTraceArchivalRetention tags {{ key value __typename }} __typename }} __typename }} }}"""
GET_RUN = f"query GetRun($data: MlflowGetRunInput!) {COMPONENT} {{ mlflowGetRun(input: $data) {{ {ERROR} run {{ {RUN} }} }} }}"
SEARCH_RUNS = f"query SearchRuns($data: MlflowSearchRunsInput!) {{ mlflowSearchRuns(input: $data) {{ {ERROR} nextPageToken runs {{ {RUN} }} }} }}"
HISTORIES = f"""query GetMetricHistoryBulkInterval($data: MlflowGetMetricHistoryBulkIntervalInput!) {COMPONENT} {{
    mlflowGetMetricHistoryBulkInterval(input: $data) {{ __typename metrics {{ timestamp step runId key value }} {ERROR} }} }}"""
LIST_ARTIFACTS = "query x($data: MlflowListArtifactsInput) { mlflowListArtifacts(input: $data) { rootUri nextPageToken files { path isDir fileSize } } }"
VERSIONS = "query x($data: MlflowSearchModelVersionsInput) { mlflowSearchModelVersions(input: $data) { nextPageToken modelVersions { name version runId status } } }"
DATASETS = "mutation x($data: MlflowSearchDatasetsInput) { mlflowSearchDatasets(input: $data) { datasetSummaries { experimentId name digest context } } }"


def request(query, name="data", **data):
    """A request whose input is one variable."""
    return document(query, {name: data})


def document(query, variables=None, operation=None):
    """A request over a database; what a folder has to say is asked in the REST API, from which it is taken."""
    body = {"query": query, "variables": variables or {}, "operationName": operation}
    return ask("POST", "/graphql", body, of_store=False)


def of_the_page():
    """What the pages of 3.7.0 to 3.18.0 send, and the rest of the schema."""
    for experiment in ["$E", "$D", "999999"]:
        yield request(GET_EXPERIMENT, "input", experimentId=experiment)
    for run in ["$R", "$A", "$B", "$C", "$X", "none"]:
        yield request(GET_RUN, runId=run)
        yield request(LIST_ARTIFACTS, runId=run)
    yield request(GET_RUN, runUuid="$B")
    yield request(SEARCH_RUNS, experimentIds=["$TWO", "$ONE"], orderBy=["attributes.run_name DESC"], maxResults=2)
    yield request(SEARCH_RUNS, experimentIds=["$E"], runViewType="DELETED_ONLY")
    yield request(SEARCH_RUNS, experimentIds=["$HUNDRED"], filter="metrics.m > 5", orderBy=["attributes.run_name DESC"], maxResults=3)
    yield request(SEARCH_RUNS.replace("query", "mutation"), experimentIds=["$ONE"])
    yield request(HISTORIES, runIds=["$A", "$B"], metricKey="m")
    yield request(HISTORIES, runIds=["$C"], metricKey="none")
    yield request(DATASETS, experimentIds=["$TWO", "$ONE"])
    yield request(DATASETS, experimentIds=[])
    yield request(VERSIONS, filter="name = 'none'")
    yield request(VERSIONS, maxResults="2", orderBy=["name"])


def of_the_language():
    """Aliases, fragments and directives, and documents that are wrong."""
    test = 'test(inputString: "x") { output }'
    yield document(f"{{ {test} }}")
    yield document('mutation { testMutation(inputString: "x") { output } }')
    yield document(f"query a {{ {test} }} query b {{ other: {test} }}", operation="b")
    yield document(f"query a {{ {test} }} query b {{ other: {test} }}")
    yield document(f"query a {{ {test} }}", operation="c")
    yield document("query a($y: Boolean!) { __typename x: __typename @skip(if: $y) ...f } fragment f on Query { test(inputString: \"\") { ...g } } fragment g on Test { output }", {"y": True})
    yield document("query a($y: String) { test(inputString: $y) { output } }", {"y": None})
    yield document("query a($y: String!) { test(inputString: $y) { output } }")
    yield document("query a($y: String!) { test(inputString: $y) { output } }", {"y": 5})
    yield document("query a($y: Int!) { test(inputString: $y) { output } }", {"y": 5})
    yield document("query a($y: Nothing) { test(inputString: $y) { output } }")
    yield document("{ test(inputString: $y) { output } }")
    yield document("{ test(inputString: 5) { output } }")
    yield document("{ test(other: 5) { output } }")
    yield document("{ nothing }")
    yield document("{ test }")
    yield document('{ test(inputString: "x") { output { more } } }')
    yield document('{ test(inputString: "x") { ...f } }')
    yield document('{ test(inputString: "x") { ... on MlflowRunInfo { runId } } }')
    yield document('{ test(inputString: "x") @other { output } }')
    yield document('{ a: test(inputString: "x") { output } a: test(inputString: "y") { output } }')
    yield document("subscription { a }")
    yield document("{" + "".join(f" a{n}: {test}" for n in range(10)) + "}")
    yield document("{" + "".join(f" a{n}: {test}" for n in range(11)) + "}")
    yield document("{ " + " ".join(["__typename"] * 11) + " }")
    yield document("{ a { b { c { d { e { f { g { h { i { j { k } } } } } } } } } } }")
    yield document("{ test(inputString: \"\") { " + " ".join(["output"] * 1000) + " } }")
    yield document(GET_RUN, {"data": {"run_id": "x"}})
    yield document(SEARCH_RUNS, {"data": {"runViewType": "SOME"}})
    yield document(SEARCH_RUNS, {"data": {"maxResults": 2**31}})


def graphql():
    yield from of_the_page()
    yield from of_the_language()

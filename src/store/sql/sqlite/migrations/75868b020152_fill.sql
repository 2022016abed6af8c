-- Names and sessions of traces, their tokens and costs. A row of trace_metrics, even an empty
-- one, comes before what the metadata say.
UPDATE trace_info SET
    trace_name = first_characters((SELECT value FROM trace_tags AS t WHERE t.request_id = trace_info.request_id AND t.key = 'mlflow.traceName'), 4096),
    session_id = first_characters((SELECT value FROM trace_request_metadata AS m WHERE m.request_id = trace_info.request_id AND m.key = 'mlflow.trace.session'), 250),
    (input_tokens, output_tokens, total_tokens, cache_read_input_tokens, cache_creation_input_tokens, cache_creation_input_tokens_above_1hr) = (
        SELECT json_member_whole(usage, 'input_tokens'), json_member_whole(usage, 'output_tokens'),
               json_member_whole(usage, 'total_tokens'), json_member_whole(usage, 'cache_read_input_tokens'),
               json_member_whole(usage, 'cache_creation_input_tokens'), json_member_whole(usage, 'cache_creation_input_tokens_above_1hr')
        FROM (SELECT (SELECT value FROM trace_request_metadata AS m WHERE m.request_id = trace_info.request_id AND m.key = 'mlflow.trace.tokenUsage') AS usage)),
    (input_cost, output_cost, total_cost) = (
        SELECT json_member_finite(cost, 'input_cost'), json_member_finite(cost, 'output_cost'), json_member_finite(cost, 'total_cost')
        FROM (SELECT (SELECT value FROM trace_request_metadata AS m WHERE m.request_id = trace_info.request_id AND m.key = 'mlflow.trace.cost') AS cost));
UPDATE trace_info SET input_tokens = whole_number(m.value)
FROM trace_metrics AS m WHERE m.request_id = trace_info.request_id AND m.key = 'input_tokens';
UPDATE trace_info SET output_tokens = whole_number(m.value)
FROM trace_metrics AS m WHERE m.request_id = trace_info.request_id AND m.key = 'output_tokens';
UPDATE trace_info SET total_tokens = whole_number(m.value)
FROM trace_metrics AS m WHERE m.request_id = trace_info.request_id AND m.key = 'total_tokens';
UPDATE trace_info SET cache_read_input_tokens = whole_number(m.value)
FROM trace_metrics AS m WHERE m.request_id = trace_info.request_id AND m.key = 'cache_read_input_tokens';
UPDATE trace_info SET cache_creation_input_tokens = whole_number(m.value)
FROM trace_metrics AS m WHERE m.request_id = trace_info.request_id AND m.key = 'cache_creation_input_tokens';
UPDATE trace_info SET cache_creation_input_tokens_above_1hr = whole_number(m.value)
FROM trace_metrics AS m WHERE m.request_id = trace_info.request_id AND m.key = 'cache_creation_input_tokens_above_1hr';

-- Costs and models of spans.
UPDATE spans SET
    input_cost = finite_number((SELECT value FROM span_metrics AS m WHERE m.trace_id = spans.trace_id AND m.span_id = spans.span_id AND m.key = 'input_cost')),
    output_cost = finite_number((SELECT value FROM span_metrics AS m WHERE m.trace_id = spans.trace_id AND m.span_id = spans.span_id AND m.key = 'output_cost')),
    total_cost = finite_number((SELECT value FROM span_metrics AS m WHERE m.trace_id = spans.trace_id AND m.span_id = spans.span_id AND m.key = 'total_cost')),
    model_name = first_characters(dimension(dimension_attributes, 'mlflow.llm.model'), 500),
    model_provider = first_characters(dimension(dimension_attributes, 'mlflow.llm.provider'), 500);

-- A trace through the gateway costs what its spans cost.
UPDATE trace_info SET total_cost = (SELECT sum(spans.total_cost) FROM spans WHERE spans.trace_id = trace_info.request_id)
WHERE total_cost IS NULL
  AND EXISTS (SELECT 1 FROM spans WHERE spans.trace_id = trace_info.request_id AND spans.total_cost IS NOT NULL)
  AND EXISTS (SELECT 1 FROM trace_request_metadata AS m WHERE m.request_id = trace_info.request_id AND m.key = 'mlflow.gateway.endpointId');

-- Where and when the trace of an assessment was, and what it counts as.
UPDATE assessments SET
    experiment_id = trace_info.experiment_id,
    trace_timestamp_ms = trace_info.timestamp_ms,
    aggregate_value = assessed_value(assessments.value),
    is_numeric_value = is_assessed_number(assessments.value)
FROM trace_info WHERE trace_info.request_id = assessments.trace_id;

-- What these columns replace.
DELETE FROM trace_tags WHERE key = 'mlflow.traceName';
DELETE FROM trace_request_metadata WHERE key IN ('mlflow.trace.session', 'mlflow.trace.tokenUsage', 'mlflow.trace.cost');
DELETE FROM trace_metrics WHERE key IN ('input_tokens', 'output_tokens', 'total_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'cache_creation_input_tokens_above_1hr');
DELETE FROM span_metrics WHERE key IN ('input_cost', 'output_cost', 'total_cost');

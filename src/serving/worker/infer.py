"""The Open Inference protocol: tensors in, tensors out, as MLServer's runtime for MLflow has them.

A request, or each of its inputs, may say by its `content_type` what it becomes: `pd` a frame with a
column for each input, `np` one array, `dict` an array for each name, `str`, `base64`, `datetime` and
`pd_json` values of a column. Otherwise the model's signature decides.
"""

import base64
import json

from .apps import Answer

NUMPY_TYPES = {
    "BOOL": "bool",
    "UINT8": "uint8",
    "UINT16": "uint16",
    "UINT32": "uint32",
    "UINT64": "uint64",
    "INT8": "int8",
    "INT16": "int16",
    "INT32": "int32",
    "INT64": "int64",
    "FP16": "float16",
    "FP32": "float32",
    "FP64": "float64",
}
DATATYPES = {name: datatype for datatype, name in NUMPY_TYPES.items()}
# The types of MLflow's columns, each with the datatype and the content type of its values.
COLUMN_TYPES = {
    "boolean": ("BOOL", "np"),
    "integer": ("INT32", "np"),
    "long": ("INT64", "np"),
    "float": ("FP32", "np"),
    "double": ("FP64", "np"),
    "string": ("BYTES", "str"),
    "binary": ("BYTES", "base64"),
    "datetime": ("BYTES", "datetime"),
}


class Invalid(Exception):
    """What is wrong with a request, for its client."""


def describe(model, version):
    """What the front tells of the model."""
    signature = getattr(model.metadata, "signature", None)
    inputs = getattr(signature, "inputs", None)
    outputs = getattr(signature, "outputs", None)
    return {
        "version": version,
        "inputs": tensors_of(inputs, "input-"),
        "outputs": tensors_of(outputs, "output-"),
        "content_type": content_type_of(inputs),
    }


def tensors_of(schema, prefix):
    if schema is None:
        return []
    tensors = []
    for number, spec in enumerate(schema.inputs):
        name = getattr(spec, "name", None)
        if name is None:
            name = "{}{}".format(prefix, number)
        datatype, content_type, shape = type_of(spec)
        tensors.append(
            {
                "name": str(name),
                "datatype": datatype,
                "shape": shape,
                "parameters": {"content_type": content_type},
            }
        )
    return tensors


def type_of(spec):
    if hasattr(spec, "shape"):
        datatype = DATATYPES.get(str(spec.type), "BYTES")
        return datatype, "np", list(spec.shape)
    name = getattr(spec.type, "name", None)
    datatype, content_type = COLUMN_TYPES.get(name, ("BYTES", "pd_json"))
    return datatype, content_type, [-1, 1]


def content_type_of(schema):
    """What a request becomes for a model of this signature."""
    if schema is None:
        return None
    if not getattr(schema, "is_tensor_spec", lambda: False)():
        return "pd"
    return "dict" if schema.has_input_names() else "np"


def answer(model, head, body):
    try:
        request = json.loads(body.decode("utf-8"))
        data, params = decode(model, request)
    except (Invalid, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = str(error) if isinstance(error, Invalid) else describe_error(error)
        return failure(400, reason)
    try:
        outputs, content_type = encode(predict(model, data, params))
    except Exception as error:
        import traceback

        traceback.print_exc()
        code = getattr(error, "get_http_status_code", lambda: 500)()
        return failure(code, getattr(error, "message", None) or describe_error(error))
    response = {"model_name": head["name"]}
    if head.get("version"):
        response["model_version"] = head["version"]
    response["id"] = request.get("id") or head["request_id"]
    response["parameters"] = {"content_type": content_type}
    response["outputs"] = chosen(outputs, request.get("outputs"))
    return reply(200, response)


def predict(model, data, params):
    import inspect

    if params and "params" in inspect.signature(model.predict).parameters:
        return model.predict(data, params=params)
    return model.predict(data)


def describe_error(error):
    return "{}: {}".format(type(error).__name__, error)


def failure(status, reason):
    return reply(status, {"error": reason})


def reply(status, content):
    body = json.dumps(content, separators=(",", ":")).encode()
    headers = [("content-type", "application/json"), ("content-length", str(len(body)))]
    return Answer(status, headers, body)


def chosen(outputs, wanted):
    """The outputs that the client asks for, or all."""
    if not wanted:
        return outputs
    names = [one["name"] for one in wanted]
    return [output for output in outputs if output["name"] in names]


def decode(model, request):
    """What the model is given, and the params beside it."""
    if not isinstance(request, dict) or not request.get("inputs"):
        raise Invalid("expected a JSON object with a list of `inputs`")
    parameters = dict(request.get("parameters") or {})
    about = describe(model, None)
    named = {tensor["name"]: tensor for tensor in about["inputs"]}
    content_type = parameters.pop("content_type", None) or about["content_type"]
    parameters.pop("headers", None)
    inputs = [Input(one, named.get(one.get("name"))) for one in request["inputs"]]
    if content_type is None:
        content_type = "np" if len(inputs) == 1 else "pd"
    if content_type == "pd":
        return frame(inputs), parameters
    if content_type == "np":
        return inputs[0].array(), parameters
    if content_type == "dict":
        return {one.name: one.value() for one in inputs}, parameters
    if content_type == "str":
        return inputs[0].texts(), parameters
    raise Invalid(
        "the content type `{}` is not known; expected `pd`, `np`, `dict` or `str`".format(content_type)
    )


def frame(inputs):
    import pandas

    columns = {}
    for one in inputs:
        value = one.value()
        if hasattr(value, "ndim"):
            if value.ndim == 2 and value.shape[1] == 1:
                value = value.ravel()
            value = value if value.ndim == 1 else list(value)
        columns[one.name] = pandas.Series(value)
    return pandas.DataFrame(columns)


class Input:
    """One tensor of a request."""

    def __init__(self, given, described):
        missing = [key for key in ("name", "shape", "datatype", "data") if key not in given]
        if missing:
            raise Invalid("an input lacks `{}`".format("`, `".join(missing)))
        self.name = given["name"]
        self.shape = given["shape"]
        self.datatype = given["datatype"]
        self.data = given["data"]
        own = (given.get("parameters") or {}).get("content_type")
        self.content_type = own or ((described or {}).get("parameters") or {}).get("content_type")
        if self.datatype != "BYTES" and self.datatype not in NUMPY_TYPES:
            raise Invalid("the datatype `{}` is not known".format(self.datatype))

    def value(self):
        if self.content_type is None:
            return self.array() if self.datatype != "BYTES" else flat(self.data)
        readers = {
            "np": self.array,
            "str": self.texts,
            "base64": self.contents,
            "datetime": self.times,
            "pd_json": self.objects,
        }
        reader = readers.get(self.content_type)
        if reader is None:
            raise Invalid(
                "the content type `{}` of the input `{}` is not known".format(
                    self.content_type, self.name
                )
            )
        return reader()

    def array(self):
        import numpy

        if self.datatype == "BYTES":
            whole = numpy.array(flat(self.data), dtype=object)
        else:
            whole = numpy.array(self.data, dtype=NUMPY_TYPES[self.datatype])
        shape = [int(length) for length in self.shape]
        if -1 not in shape and product(shape) != whole.size:
            raise Invalid(
                "the input `{}` has {} values, and the shape {} is of {}".format(
                    self.name, whole.size, shape, product(shape)
                )
            )
        return whole.reshape(shape)

    def texts(self):
        return [each.decode() if isinstance(each, bytes) else str(each) for each in flat(self.data)]

    def contents(self):
        return [base64.b64decode(each) for each in flat(self.data)]

    def times(self):
        import datetime

        return [datetime.datetime.fromisoformat(each) for each in flat(self.data)]

    def objects(self):
        return [json.loads(each) if isinstance(each, str) else each for each in flat(self.data)]


def product(shape):
    count = 1
    for length in shape:
        count *= length
    return count


def flat(data):
    """The values of a tensor, which may be nested."""
    if not isinstance(data, list):
        return [data]
    values = []
    for each in data:
        values.extend(flat(each) if isinstance(each, list) else [each])
    return values


def encode(prediction):
    """The tensors that a prediction is, and of what kind it was."""
    import numpy
    import pandas

    if isinstance(prediction, pandas.DataFrame):
        return [column(str(name), prediction[name]) for name in prediction], "pd"
    if isinstance(prediction, pandas.Series):
        return [column(str(prediction.name or "output-1"), prediction)], "pd"
    if isinstance(prediction, dict):
        return [tensor(name, numpy.asarray(value)) for name, value in prediction.items()], "dict"
    if isinstance(prediction, str):
        prediction = [prediction]
    if isinstance(prediction, list) and all(isinstance(each, str) for each in prediction):
        return [texts("output-1", prediction)], "str"
    array = numpy.asarray(prediction)
    if array.dtype == object:
        values = [json.dumps(each, default=str) for each in array.ravel().tolist()]
        return [texts("output-1", values)], "str"
    return [tensor("output-1", array)], "np"


def column(name, series):
    array = series.to_numpy()
    if array.dtype == object:
        values = array.tolist()
        if all(isinstance(each, str) for each in values):
            return texts(name, values)
        return texts(name, [json.dumps(each, default=str) for each in values], "pd_json")
    encoded = tensor(name, array)
    # MLServer tells it of values that are no numbers only.
    if encoded["parameters"]["content_type"] == "np":
        del encoded["parameters"]
    return encoded


def texts(name, values, content_type="str"):
    return {
        "name": name,
        "shape": [len(values), 1],
        "datatype": "BYTES",
        "parameters": {"content_type": content_type},
        "data": values,
    }


def tensor(name, array):
    datatype = DATATYPES.get(str(array.dtype))
    if datatype is None:
        return texts(name, [str(each) for each in array.ravel().tolist()])
    shape = list(array.shape)
    if len(shape) < 2:
        shape = [array.size, 1]
    return {
        "name": name,
        "shape": shape,
        "datatype": datatype,
        "parameters": {"content_type": "np"},
        # What is no number is `null`.
        "data": [None if each != each else each for each in array.ravel().tolist()],
    }

# Read by the steps. `mlflow run` puts its own folder last on the PATH: so this is the program that
# runs the project, also where an active virtual environment has Python's `mlflow`, which comes first.
# Without `mlflow run`, it is the `mlflow` on the PATH.
mlflow() {
    if [ -x "${PATH##*:}/mlflow" ]; then
        "${PATH##*:}/mlflow" "$@"
    else
        command mlflow "$@"
    fi
}

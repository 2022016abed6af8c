# Read by the steps. `mlflow run` puts its own folder last on the PATH: so this is the program that
# runs the project, also where an active virtual environment has Python's `mlflow`, which comes first.
mlflow() {
    "${PATH##*:}/mlflow" "$@"
}

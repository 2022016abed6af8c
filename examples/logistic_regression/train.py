"""Fits a logistic regression to the iris data and logs everything by hand."""

import argparse

import mlflow
import mlflow.sklearn
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--C", type=float, default=1.0, help="inverse strength of the penalty")
    parser.add_argument("--max-iter", type=float, default=200)
    args = parser.parse_args()

    features, species = load_iris(return_X_y=True, as_frame=True)
    x_train, x_test, y_train, y_test = train_test_split(
        features, species, test_size=0.4, random_state=7, stratify=species
    )

    # Inside `mlflow run` this continues the run that the runner has started.
    with mlflow.start_run():
        mlflow.log_param("train_rows", len(x_train))
        model = LogisticRegression(C=args.C, max_iter=int(args.max_iter)).fit(x_train, y_train)

        predicted = model.predict(x_test)
        mlflow.log_metric("accuracy", accuracy_score(y_test, predicted))
        mlflow.log_metric("log_loss", log_loss(y_test, model.predict_proba(x_test)))
        mlflow.set_tag("data", "iris")
        mlflow.log_text(str(model), "model.txt")
        mlflow.sklearn.log_model(
            model,
            name="model",
            signature=infer_signature(x_train, predicted),
            input_example=x_train.head(2),
        )


if __name__ == "__main__":
    main()

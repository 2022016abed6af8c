"""Fits a logistic regression to the iris data; autologging records the rest."""

import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

# Without datasets: MLflow notes them down beside the fit, and over a folder (`./mlruns`) it now and then
# reads the run in the middle of that, and gives up what was to be recorded after the fit.
mlflow.sklearn.autolog(log_datasets=False)

features, species = load_iris(return_X_y=True, as_frame=True)
x_train, x_test, y_train, y_test = train_test_split(features, species, random_state=7)

with mlflow.start_run():
    model = LogisticRegression(max_iter=200).fit(x_train, y_train)
    # Autologging notices the score and logs it as a metric.
    model.score(x_test, y_test)

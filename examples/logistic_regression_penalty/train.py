"""Fits a logistic regression with a penalty of one's choice; autologging records the rest.

mlflow run examples/logistic_regression_penalty -P solver=saga -P penalty=elasticnet -P l1_ratio=0.2
"""

import sys

import mlflow
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

solver, penalty, l1_ratio = sys.argv[1], sys.argv[2], float(sys.argv[3])

mlflow.sklearn.autolog()

features, benign = load_breast_cancer(return_X_y=True, as_frame=True)
x_train, x_test, y_train, y_test = train_test_split(features, benign, random_state=7)

with mlflow.start_run():
    regression = LogisticRegression(
        solver=solver,
        penalty=penalty,
        # Only the elastic net has a ratio.
        l1_ratio=l1_ratio if penalty == "elasticnet" else None,
        max_iter=2000,
    )
    model = make_pipeline(StandardScaler(), regression).fit(x_train, y_train)
    model.score(x_test, y_test)

"""Searches a grid of support-vector machines; each candidate becomes a child run."""

import argparse

import mlflow
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--folds", type=float, default=3)
folds = int(parser.parse_args().folds)

# One child run for each of the six candidates.
mlflow.sklearn.autolog(max_tuning_runs=6)

features, species = load_iris(return_X_y=True, as_frame=True)
grid = {"kernel": ["linear", "rbf"], "C": [0.1, 1, 10]}

with mlflow.start_run():
    search = GridSearchCV(SVC(), grid, cv=folds).fit(features, species)
    mlflow.log_metric("best_accuracy", search.best_score_)

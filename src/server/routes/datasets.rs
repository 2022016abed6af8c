//! Data sets. What runs read is with the runs.

use axum::extract::State;

use crate::api::{SearchDatasets, SearchDatasetsResponse};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;

endpoints! {
    POST "/mlflow/experiments/search-datasets" LATER Read(SearchDatasets) => search;
}

pub(in crate::server) async fn search(
    State(app): Shared,
    Input(request): Input<SearchDatasets>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let dataset_summaries = tracking.search_datasets(&request.experiment_ids)?;
        Ok(SearchDatasetsResponse { dataset_summaries })
    })
    .await
}

//! Reading the state of a pod: why it does not run yet, what happened to it, how its container ended.
//! No I/O.

use super::resource::{
    Condition, ContainerState, ContainerStatus, Event, Pod, PodStatus, Terminated,
};

/// Reasons for which a container waits that do not pass by themselves: something must come from
/// outside, such as an image, a secret or another spelling.
const CANNOT_START: [&str; 9] = [
    "CreateContainerConfigError",
    "CreateContainerError",
    "ErrImageNeverPull",
    "ErrImagePull",
    "ImageInspectError",
    "ImagePullBackOff",
    "InvalidImageName",
    "RegistryUnavailable",
    "RunContainerError",
];
/// A reason that is only a consequence, and whose message hides the cause.
const BACK_OFF: &str = "ImagePullBackOff";
/// The reason of a pod that a node under pressure has ended.
const EVICTED: &str = "Evicted";
/// The condition of a pod that the cluster has ended for its own purposes.
const DISRUPTED: &str = "DisruptionTarget";
/// The reason of the events that tell why an image cannot be pulled.
const FAILED_EVENT: &str = "Failed";

/// Why a pod does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// For people.
    pub(super) text: String,
    /// Whether it will not pass by itself.
    pub(super) is_lasting: bool,
    /// Whether the cause is not in the text, but among the pod's events.
    pub(super) hides_cause: bool,
}

/// How a pod ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its container ended by itself.
    Exited {
        code: i32,
        /// Where that needs a word more, such as `OOMKilled`.
        reason: Option<String>,
    },
    /// The cluster ended it.
    Taken { text: String },
}

/// A start of the project's container in a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContainerStart {
    /// How often it was started again in this pod.
    pub(super) restarts: i32,
    pub(super) has_ended: bool,
}

/// The name of a pod, which every pod has.
pub(super) fn name(pod: &Pod) -> &str {
    pod.metadata.name.as_deref().unwrap_or_default()
}

/// What keeps a pod from running.
pub(super) fn obstacle(pod: &Pod) -> Option<Obstacle> {
    let status = pod.status.as_ref()?;
    let waiting = containers(status).find_map(|container| {
        let waiting = container.state.as_ref()?.waiting.as_ref()?;
        let reason = waiting.reason.as_deref()?;
        CANNOT_START.contains(&reason).then(|| Obstacle {
            text: sentence(
                name(pod),
                "cannot start",
                reason,
                waiting.message.as_deref(),
            ),
            is_lasting: true,
            hides_cause: reason == BACK_OFF,
        })
    });
    waiting.or_else(|| {
        let is_unscheduled = |condition: &&Condition| {
            condition.kind == "PodScheduled" && condition.status == "False"
        };
        let condition = status.conditions.iter().flatten().find(is_unscheduled)?;
        let reason = condition.reason.as_deref().unwrap_or("Unschedulable");
        Some(Obstacle {
            text: sentence(
                name(pod),
                "has no node",
                reason,
                condition.message.as_deref(),
            ),
            is_lasting: false,
            hides_cause: false,
        })
    })
}

/// How a pod, or the last start of its container, ended.
pub(super) fn verdict(pod: &Pod, container: &str) -> Option<Verdict> {
    let status = pod.status.as_ref()?;
    if let Some(text) = taken(pod, status) {
        return Some(Verdict::Taken { text });
    }
    let status = own(status, container)?;
    let ended = ended(status.state.as_ref()).or_else(|| ended(status.last_state.as_ref()))?;
    let reason = ended.reason.clone();
    Some(Verdict::Exited {
        code: ended.exit_code,
        reason: reason.filter(|reason| !["Completed", "Error"].contains(&reason.as_str())),
    })
}

/// Whether the project's container has been started, and whether it has ended.
pub(super) fn turn(pod: &Pod, container: &str) -> Option<ContainerStart> {
    let status = own(pod.status.as_ref()?, container)?;
    let state = status.state.as_ref()?;
    let has_ended = state.terminated.is_some();
    (has_ended || state.running.is_some()).then_some(ContainerStart {
        restarts: status.restart_count,
        has_ended,
    })
}

/// The latest cause that the cluster has noted for a container that cannot start.
pub(super) fn cause(events: &[Event]) -> Option<&str> {
    let failed = |event: &&Event| event.reason.as_deref() == Some(FAILED_EVENT);
    let told = events.iter().filter(failed).filter(|event| {
        let message = event.message.as_deref().unwrap_or_default();
        // `Error: ErrImagePull` says nothing.
        !message.starts_with("Error: ") && !message.is_empty()
    });
    told.max_by_key(|event| event.last_timestamp.as_ref().map(|time| time.0))?
        .message
        .as_deref()
}

fn taken(pod: &Pod, status: &PodStatus) -> Option<String> {
    let name = name(pod);
    if status.reason.as_deref() == Some(EVICTED) {
        return Some(sentence(name, "was evicted", "", status.message.as_deref()));
    }
    let is_disrupted =
        |condition: &&Condition| condition.kind == DISRUPTED && condition.status == "True";
    let condition = status.conditions.iter().flatten().find(is_disrupted)?;
    let reason = condition.reason.as_deref().unwrap_or_default();
    Some(sentence(
        name,
        "was ended by the cluster",
        reason,
        condition.message.as_deref(),
    ))
}

fn containers(status: &PodStatus) -> impl Iterator<Item = &ContainerStatus> {
    let first = status.init_container_statuses.iter().flatten();
    first.chain(status.container_statuses.iter().flatten())
}

fn own<'a>(status: &'a PodStatus, container: &str) -> Option<&'a ContainerStatus> {
    let mut all = status.container_statuses.iter().flatten();
    all.find(|status| status.name == container)
}

fn ended(state: Option<&ContainerState>) -> Option<&Terminated> {
    state?.terminated.as_ref()
}

/// "the pod `x` cannot start: ErrImagePull: no such image".
fn sentence(pod: &str, what: &str, reason: &str, message: Option<&str>) -> String {
    let message = message.map(str::trim).unwrap_or_default();
    let what = format!("the pod `{pod}` {what}");
    let parts = [what.as_str(), reason, message];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn pod(status: &Value) -> Pod {
        let pod = json!({"metadata": {"name": "p"}, "status": status});
        serde_json::from_value(pod).unwrap()
    }

    fn container(state: &Value) -> Value {
        json!({
            "name": "c", "image": "", "imageID": "", "ready": false, "restartCount": 1,
            "state": state,
        })
    }

    fn with_container(state: &Value) -> Pod {
        pod(&json!({"containerStatuses": [container(state)]}))
    }

    #[test]
    fn what_keeps_a_pod_is_told() {
        let state = json!({"waiting": {"reason": "ErrImagePull", "message": "not found\n"}});
        let found = obstacle(&with_container(&state)).unwrap();
        assert_eq!(
            found.text,
            "the pod `p` cannot start: ErrImagePull: not found"
        );
        assert!(found.is_lasting && !found.hides_cause);

        let state = json!({"waiting": {"reason": "ContainerCreating"}});
        assert_eq!(obstacle(&with_container(&state)), None);

        let init = container(&json!({"waiting": {"reason": "ImagePullBackOff"}}));
        let found = obstacle(&pod(&json!({"initContainerStatuses": [init]}))).unwrap();
        assert!(found.is_lasting && found.hides_cause);

        let condition = json!({
            "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
            "message": "0/3 nodes are available",
        });
        let found = obstacle(&pod(&json!({"conditions": [condition]}))).unwrap();
        assert_eq!(
            found.text,
            "the pod `p` has no node: Unschedulable: 0/3 nodes are available"
        );
        assert!(!found.is_lasting);
    }

    #[test]
    fn how_a_pod_ended_is_known() {
        let exited = |code, reason: Option<&str>| Verdict::Exited {
            code,
            reason: reason.map(str::to_owned),
        };
        for (state, expected) in [
            (json!({"running": {}}), None),
            (
                json!({"terminated": {"exitCode": 3, "reason": "Error"}}),
                Some(exited(3, None)),
            ),
            (
                json!({"terminated": {"exitCode": 137, "reason": "OOMKilled"}}),
                Some(exited(137, Some("OOMKilled"))),
            ),
        ] {
            assert_eq!(verdict(&with_container(&state), "c"), expected);
        }
        let evicted =
            pod(&json!({"phase": "Failed", "reason": "Evicted", "message": "low on disk"}));
        let text = "the pod `p` was evicted: low on disk".to_owned();
        assert_eq!(verdict(&evicted, "c"), Some(Verdict::Taken { text }));
        let condition = json!({
            "type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
        });
        let text = "the pod `p` was ended by the cluster: PreemptionByScheduler".to_owned();
        let preempted = pod(&json!({"conditions": [condition]}));
        assert_eq!(verdict(&preempted, "c"), Some(Verdict::Taken { text }));
    }

    #[test]
    fn a_turn_begins_when_the_container_runs() {
        let turn_of = |state: Value| turn(&with_container(&state), "c");
        assert_eq!(turn_of(json!({"waiting": {}})), None);
        let restarts = 1;
        for (state, has_ended) in [
            (json!({"running": {}}), false),
            (json!({"terminated": {"exitCode": 0}}), true),
        ] {
            assert_eq!(
                turn_of(state),
                Some(ContainerStart {
                    restarts,
                    has_ended
                })
            );
        }
    }

    #[test]
    fn the_latest_cause_counts() {
        let event = |reason: &str, message: &str, time: &str| -> Event {
            let event = json!({
                "metadata": {}, "involvedObject": {}, "reason": reason, "message": message,
                "lastTimestamp": time,
            });
            serde_json::from_value(event).unwrap()
        };
        let events = [
            event("Failed", "no such image", "2024-01-01T00:00:02Z"),
            event("Failed", "registry is down", "2024-01-01T00:00:01Z"),
            event("Failed", "Error: ErrImagePull", "2024-01-01T00:00:03Z"),
            event("Pulling", "pulling", "2024-01-01T00:00:04Z"),
        ];
        assert_eq!(cause(&events), Some("no such image"));
        assert_eq!(cause(&events[3..]), None);
    }
}

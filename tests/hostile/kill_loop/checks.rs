//! What the list says after a kill, held against what must be true and what HubSpot knows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::due::{Due, is_good};
use crate::killed::rows;
use crate::siege::Program;

/// Each account's row and health.
pub type Found = BTreeMap<u64, (Value, String)>;

/// Reads the list; two rows of one account are one too many.
pub async fn find(program: &impl Program) -> Found {
    let page = program
        .must("installation_query", json!({"limit": 50}))
        .await;
    let mut found = Found::new();
    for row in page["rows"].as_array().unwrap() {
        let hub = row["hub_id"].as_u64();
        let hub = hub.unwrap_or_else(|| panic!("of no account: {row}"));
        let health = row["health"].as_str().unwrap().to_owned();
        let doubled = found.insert(hub, (row["id"].clone(), health));
        assert!(doubled.is_none(), "{hub} is doubled: {page}");
    }
    found
}

/// No row of what was installed is missing, and none is there of what wasn't.
pub fn check_rows(dues: &BTreeMap<u64, Due>, found: &Found) {
    for (hub, due) in dues {
        let row = found.get(hub).map(|(id, _)| id);
        match due.row() {
            Some(id) => assert_eq!(row, Some(id), "the row of {hub}, which is {due:?}"),
            None => assert!(
                *due != Due::Nothing || row.is_none(),
                "{hub} was never installed"
            ),
        }
    }
}

/// The rows but those that a kill cut off and that say so.
pub fn without_doubts(found: &Found, cut_off: &BTreeSet<u64>) -> Found {
    let mut sure = found.clone();
    sure.retain(|hub, (_, health)| health != "retrying" || !cut_off.contains(hub));
    sure
}

/// What no kill left in doubt is as it must be.
pub fn check_health(dues: &BTreeMap<u64, Due>, found: &Found) {
    for (hub, due) in dues {
        let Some((_, health)) = found.get(hub) else {
            continue;
        };
        match due {
            Due::Usable(_) => assert!(is_good(health), "{hub} must be usable, not {health}"),
            Due::Ended(_) => assert!(!is_good(health), "{hub} has ended, yet is {health}"),
            Due::Nothing | Due::Unknown(_) | Due::Doubtful(_) => {}
        }
    }
}

/// A row whose token may be gone wasn't called good when it was.
pub fn check_doubts(dues: &BTreeMap<u64, Due>, before: &Found, after: &Found) {
    for (hub, due) in dues {
        if let (Due::Doubtful(_), Some((_, said)), Some((_, is))) =
            (due, before.get(hub), after.get(hub))
        {
            assert!(
                !is_good(said) || is_good(is),
                "{hub} was called {said}, and is {is}"
            );
        }
    }
}

/// Whatever is called good was proven by HubSpot's own answer, and is installed there.
pub fn check_proofs(found: &Found, log: &Value, state: &Value) {
    for (hub, (_, health)) in found {
        let is_about = |entry: &&Value| entry["endpoint"] == "refresh" && entry["hub_id"] == *hub;
        let last = log.as_array().unwrap().iter().rfind(is_about);
        let is_proven = last.is_some_and(|call| call["status"] == 200);
        assert_eq!(
            is_good(health),
            is_proven,
            "{hub} is {health}, and HubSpot said {last:?}"
        );
        let mut installations = state["installations"].as_array().unwrap().iter();
        let is_installed = installations.any(|one| {
            one["hub_id"] == *hub && one["refresh_tokens"].as_array() != Some(&Vec::new())
        });
        assert!(
            is_installed || !is_good(health),
            "{hub} is {health}, and isn't installed"
        );
    }
}

/// What was in doubt is known now.
pub fn settle(dues: &mut BTreeMap<u64, Due>, found: &Found) {
    for (hub, due) in dues {
        if let Due::Unknown(_) | Due::Doubtful(_) = due {
            *due = match found.get(hub) {
                None => Due::Nothing,
                Some((id, health)) if is_good(health) => Due::Usable(id.clone()),
                Some((id, _)) => Due::Ended(id.clone()),
            };
        }
    }
}

/// Refreshes every row that has a token, and waits for the end.
pub async fn refresh_all(program: &impl Program) {
    let rows = rows(program).await;
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    let started = program
        .must("installation_refresh", json!({"ids": ids}))
        .await;
    let batch = json!({"batch": started["batch"]});
    let is_over = |batch: &Value| batch["finished"] == json!(true);
    program.until("batch_status", batch, is_over).await;
}

/// Waits until the vault is open and every grant that was held is settled.
pub async fn until_settled(program: &impl Program) {
    let is_open = |session: &Value| session["vault"]["state"] == "open";
    program.until("session_get", json!({}), is_open).await;
    let is_settled = |page: &Value| {
        let rows = page["rows"].as_array().unwrap();
        rows.iter().all(|row| row["health"] != "held")
    };
    let all = json!({"limit": 50});
    program.until("installation_query", all, is_settled).await;
}

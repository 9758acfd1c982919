//! The rules, and where each is looked at.

use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::activity::{Activity, ActivityKind};
use keeper_core::grant::Tokens;
use keeper_core::health::Condition;
use keeper_core::identifier::InstallationId;
use keeper_core::installation::Installation;
use keeper_core::needs::Client;
use keeper_core::secret::Fingerprint;

use crate::model::{Model, ToRetry};

pub const KEPT: &str = "no answer that reached the program is lost";
pub const NEWEST: &str = "no token is used once its replacement is known";
pub const ONCE: &str = "only what is safe to repeat is repeated";
pub const UNASKED: &str = "nothing is wiped or revoked that nobody asked for";
pub const BOUNDED: &str = "an app with a standing fault is called once per back-off";
pub const STARVED: &str = "every row of a healthy app is checked within 36 hours";
pub const SPEED: &str = "a batch recovers its speed";
pub const HEALTHY: &str = "a row whose outcome is unknown is never healthy";
pub const UNREADABLE: &str = "a row whose token can't be read is never healthy";
pub const PROOF: &str = "only HubSpot's answer is a proof";
pub const FORMER: &str = "a former client secret is tried";
pub const LOCKED: &str = "nothing is called while the vault is locked";
pub const EVENTS: &str = "events tell of changes";
pub const TOLD: &str = "the activity list names what it is about";
pub const CLEAN: &str = "a row shows an error where there is one";

/// How long what was begun before the vault was locked may go on.
const GRACE: Duration = Duration::from_secs(120);

/// A code is exchanged at most once by one secret. Answers with the app.
pub fn exchanges_once(model: &mut Model, client: &Client, code: &str) -> usize {
    let pair = (code.to_owned(), client.secret.expose().to_owned());
    if !model.exchanged.insert(pair) {
        model.break_rule(ONCE, format!("{code} was exchanged twice"));
    }
    model.app_of(&client.client_id)
}

/// No token is used once the program knows its replacement, unless a person
/// handed it in.
pub fn uses_the_newest(model: &mut Model, call: &str, text: &str) {
    let Some((line, place)) = model.find(text) else {
        return;
    };
    let later = model.lines[line].tokens.iter().skip(place + 1);
    let is_known = later.clone().any(|token| token.known);
    if is_known && !model.handed_in.contains(text) {
        model.break_rule(NEWEST, format!("{call} with {text}"));
    }
}

/// Two calls of each kind for each time that a person asked: with the present
/// secret, and with the former.
pub fn exits_only_when_asked(model: &mut Model, call: &str) {
    model.exits_called += 1;
    if model.exits_called > model.exits_asked * 4 {
        model.break_rule(ONCE, format!("{call} more often than asked for"));
    }
}

pub fn calls_nothing_while_locked(model: &mut Model, call: &str, now: Timestamp) {
    if model
        .locked_since
        .is_some_and(|since| now.since(since) > GRACE)
    {
        model.break_rule(LOCKED, call);
    }
}

/// After a refusal of the present secret the former one is tried at once.
pub fn former_is_tried(
    model: &mut Model,
    call: &'static str,
    client: &Client,
    token: &str,
    refused: bool,
    now: Timestamp,
) {
    let secret = client.secret.expose();
    let is_it = |retry: &ToRetry| (retry.call, retry.token.as_str()) == (call, token);
    model
        .to_retry
        .retain(|retry| !(is_it(retry) && retry.former == secret));
    let app = model.app_of(&client.client_id);
    let former = model.apps[app]
        .secrets
        .iter()
        .find(|it| it.as_str() != secret);
    if let (true, Some(former)) = (refused, former.cloned()) {
        model.to_retry.push(ToRetry {
            call,
            token: token.to_owned(),
            former,
            until: now.plus(Duration::from_secs(60)),
        });
    }
}

/// Looked at whenever time goes on; `formers` are the former secrets that are
/// kept.
pub fn formers_were_tried(model: &mut Model, formers: &[String], now: Timestamp) {
    // A machine that slept may wake while the former one is being tried.
    let in_flight = model.in_flight.clone();
    let overdue = |retry: &ToRetry| retry.until < now && !in_flight.contains_key(&retry.token);
    let late: Vec<_> = model
        .to_retry
        .extract_if(.., |retry| overdue(retry))
        .collect();
    for retry in late.iter().filter(|retry| formers.contains(&retry.former)) {
        let how = format!("{} of {} was given up", retry.call, retry.token);
        model.break_rule(FORMER, how);
    }
}

/// Looked at before a commit takes tokens away.
pub fn wipes_what_was_asked(model: &mut Model, id: InstallationId, print: Option<&Fingerprint>) {
    let line = print.and_then(|print| model.line_of_print(print));
    let newest = line.and_then(|line| line.tokens.last());
    let alive = line.is_some_and(|line| line.died_at.is_none())
        && newest.is_some_and(|newest| Some(&newest.print) == print);
    let text = newest.map(|newest| newest.text.clone());
    if alive && !model.asked_to_wipe.contains(&id) {
        model.break_rule(UNASKED, format!("a living token of {id} was wiped"));
    }
    if let Some((line, _)) = text.and_then(|text| model.find(&text)) {
        model.lines[line].forgiven = true;
    }
}

/// A new grant on the same account takes the place of the one before, which
/// may live on and isn't needed any more.
pub fn replaces(model: &mut Model, before: &Tokens, new: &Tokens) {
    let line = |tokens: &Tokens| model.find(tokens.refresh.expose()).map(|(line, _)| line);
    let (Some(before), Some(new)) = (line(before), line(new)) else {
        return;
    };
    let account = |line: usize| (model.lines[line].app, model.lines[line].hub);
    if before != new && account(before) == account(new) {
        model.lines[before].forgiven = true;
    }
}

/// Looked at before a commit says that a row is proven.
pub fn proves_what_it_says(model: &mut Model, row: &Installation, print: Option<&Fingerprint>) {
    let (Condition::Working, Some(proven_at), Some(print)) = (row.condition, row.proven_at, print)
    else {
        return;
    };
    let found = model.line_of_print(print);
    let died_at = found.and_then(|line| line.died_at);
    if died_at.is_some_and(|died| proven_at.since(died) > Duration::from_secs(300)) {
        let how = format!("{} is called proven long after its token died", row.id);
        model.break_rule(PROOF, how);
    }
}

/// Looked at before a commit puts a row.
pub fn shows_an_error_where_there_is_one(model: &mut Model, row: &Installation) {
    let is_expected = match row.condition {
        Condition::Working | Condition::Revoked { .. } | Condition::Uninstalled { .. } => false,
        Condition::Retrying { .. } | Condition::Dead { .. } | Condition::Unreadable { .. } => true,
    };
    if row.last_error.is_some() != is_expected {
        model.break_rule(CLEAN, format!("{row:?}"));
    }
}

/// Looked at before a commit adds a line to the activity list.
pub fn tells_what_happened(model: &mut Model, activity: &Activity) {
    use ActivityKind as Kind;

    let kind = activity.kind;
    let names_row = matches!(
        kind,
        Kind::Installed
            | Kind::Reauthorized
            | Kind::Refreshed
            | Kind::RefreshRefused
            | Kind::RefreshPostponed
            | Kind::TokenCopied
            | Kind::Called
            | Kind::CallFailed
            | Kind::Uninstalled
            | Kind::ExitFailed
            | Kind::Forgotten
            | Kind::Restored
    );
    let names_account = match kind {
        Kind::Quarantined | Kind::GrantDiscarded | Kind::Revoked | Kind::TokenUnreadable => true,
        _ => names_row,
    };
    let names_answer = matches!(
        kind,
        Kind::RefreshRefused
            | Kind::RefreshPostponed
            | Kind::ProfileRefused
            | Kind::CallFailed
            | Kind::ExitFailed
    );
    let names_code = match kind {
        Kind::InstallFailed | Kind::Quarantined => true,
        Kind::TokenUnreadable | Kind::OutcomeUnknown => true,
        _ => names_answer,
    };
    let is_owned = names_row || kind == Kind::OutcomeUnknown;
    let missing = [
        activity.app.is_none(),
        activity.installation.is_none() && is_owned,
        activity.hub_id.is_none() && names_account,
        activity.code.is_none() && names_code,
        activity.correlation_id.is_none() && names_answer,
        activity.hubspot_status.is_none() && names_answer,
    ];
    if missing.contains(&true) {
        model.break_rule(TOLD, format!("{activity:?}"));
    }
}

//! What a store takes in of a status file, so that it can be shown.

use keeper_core::Timestamp;
use keeper_core::account::Account;
use keeper_core::app::{App, AppDraft, AppFault};
use keeper_core::health::Condition;
use keeper_core::installation::{Annotation, Installation, LastError};
use keeper_core::needs::{Change, TokenChange};
use keeper_core::scope::AppScopes;
use keeper_core::text::{NAME_LIMIT, one_line};

use super::{LIST_LIMIT, SharedAccount, SharedApp, SharedInstallation};

fn line(text: &str) -> String {
    one_line(text, NAME_LIMIT)
}

fn lines(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .take(LIST_LIMIT)
        .map(|text| line(text))
        .collect()
}

pub(super) fn kept_app(app: SharedApp, made_at: Timestamp) -> App {
    App {
        id: app.id,
        draft: AppDraft {
            name: line(&app.name),
            environment: app.environment,
            client_id: line(&app.client_id),
            hubspot_app_id: app.hubspot_app_id,
            scopes: AppScopes {
                required: lines(&app.scopes.required),
                conditionally_required: lines(&app.scopes.conditionally_required),
                optional: lines(&app.scopes.optional),
            },
            ..AppDraft::default()
        },
        secret_set_at: None,
        former_secret_set_at: None,
        fault: app.fault.map(|code| AppFault {
            code,
            since: made_at,
            correlation_id: None,
            tries: 0,
            next_try_at: None,
        }),
        created_at: made_at,
        updated_at: made_at,
    }
}

pub(super) fn kept_account(account: SharedAccount) -> Account {
    Account {
        name: account.name.as_deref().map(line),
        domain: account.domain.as_deref().map(line),
        account_type: account.account_type,
        data_hosting: account.data_hosting.as_deref().map(line),
        last_call_at: account.last_call_at,
        ..Account::with_hub_id(account.hub_id, account.noted_at)
    }
}

pub(super) fn kept_row(row: SharedInstallation, made_at: Timestamp) -> [Change; 2] {
    let last_error = row.code.map(|code| LastError {
        code,
        hubspot_status: None,
        correlation_id: None,
        at: made_at,
    });
    let annotation = Annotation {
        tags: lines(&row.tags),
        ..Annotation::default()
    };
    let installation = Installation {
        id: row.id,
        app: row.app,
        hub_id: row.hub_id,
        user_id: None,
        condition: Condition::Working,
        proven_at: row.proven_at,
        requested: lines(&row.requested),
        granted: lines(&row.granted),
        installed_by: row.installed_by.as_deref().map(line),
        installed_at: row.installed_at,
        authorized_at: row.authorized_at,
        last_error,
        forgotten_at: None,
        prints: None,
        annotation: Annotation::default(),
    };
    let put = Change::PutInstallation {
        installation,
        tokens: TokenChange::Keep,
    };
    let annotate = Change::Annotate {
        id: row.id,
        annotation,
    };
    [put, annotate]
}

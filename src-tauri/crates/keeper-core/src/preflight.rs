//! Preflight: what can be found before the browser opens.
//!
//! Most failures of HubSpot's authorization page stay on that page and never
//! come back, so everything that can be checked here is checked here.

use crate::account::Account;
use crate::app::App;
use crate::error::{Code, Finding, Level, Problem};
use crate::identifier::FlowId;
use crate::redirect_url::{self, Route};
use crate::scope;

/// What preflight looks at.
#[derive(Debug)]
pub struct Preflight<'a> {
    /// The app.
    pub app: &'a App,
    /// The redirect URL chosen.
    pub redirect_url: &'a str,
    /// The account, if one is pinned and known.
    pub account: Option<&'a Account>,
    /// Whether the listener's port could be bound; none where there is
    /// nothing to bind.
    pub port: Option<Result<(), Problem>>,
    /// Whether nothing listens, and a person pastes the address.
    pub by_paste: bool,
    /// Another flow that waits on the same port.
    pub taken_by: Option<FlowId>,
}

/// Every finding, worst first; checks that passed come last and say so.
#[must_use]
pub fn findings(question: &Preflight<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(check_redirect_url(question));
    findings.extend(check_credentials(question.app));
    findings.extend(check_scopes(question.app));
    findings.extend(check_account(question.account));
    findings.sort_by_key(|finding| finding.level);
    findings
}

fn passed(check: &str) -> Finding {
    Finding::new(Level::Pass, Code::CheckPassed).with("check", check)
}

fn check_redirect_url(question: &Preflight<'_>) -> Vec<Finding> {
    let registered = &question.app.draft.redirect_urls;
    if registered.is_empty() {
        return vec![Finding::new(Level::Block, Code::RedirectUrlMissing)];
    }
    if !registered.iter().any(|url| url == question.redirect_url) {
        return vec![
            Finding::new(Level::Block, Code::RedirectUrlNotRegistered)
                .with("redirect_url", question.redirect_url),
        ];
    }
    match redirect_url::parse(question.redirect_url) {
        Err(code) => vec![Finding::new(Level::Block, code)],
        Ok(Route::Relay) => vec![
            passed("redirect_url"),
            Finding::new(Level::Info, Code::RedirectUrlNeedsRelay),
        ],
        Ok(Route::Loopback(_)) if question.by_paste => pasted(question),
        Ok(Route::Loopback(target)) => vec![passed("redirect_url"), check_port(question, &target)],
    }
}

/// Nobody needs the port; but whoever holds it gets the answer first.
fn pasted(question: &Preflight<'_>) -> Vec<Finding> {
    let mut findings = vec![
        passed("redirect_url"),
        Finding::new(Level::Info, Code::PasteOnly),
    ];
    if let Some(Err(problem)) = &question.port
        && problem.code == Code::RedirectPortBusy
    {
        findings.push(Finding {
            args: problem.args.clone(),
            ..Finding::new(Level::Warn, problem.code)
        });
    }
    findings
}

fn check_port(question: &Preflight<'_>, target: &redirect_url::LoopbackTarget) -> Finding {
    if let Err(code) = redirect_url::check_port(target) {
        return Finding::new(Level::Block, code).with("port", target.port);
    }
    if let Some(flow) = question.taken_by {
        return Finding::new(Level::Block, Code::FlowOnSameRedirectUrl)
            .with("port", target.port)
            .with("flow", serde_json::json!(flow));
    }
    match &question.port {
        Some(Err(problem)) => Finding {
            code: problem.code,
            level: Level::Block,
            field: None,
            args: problem.args.clone(),
        },
        Some(Ok(())) | None => passed("port").with("port", target.port),
    }
}

fn check_credentials(app: &App) -> Vec<Finding> {
    let mut findings = Vec::new();
    if app.secret_set_at.is_none() {
        findings.push(Finding::new(Level::Block, Code::ClientSecretMissing));
    } else {
        findings.push(passed("credentials"));
    }
    if let Some(fault) = &app.fault {
        findings
            .push(Finding::new(Level::Warn, Code::AppFaultOpen).with("cause", fault.code.name()));
    }
    findings
}

fn check_scopes(app: &App) -> Vec<Finding> {
    let mut findings: Vec<Finding> = scope::check(&app.draft.scopes);
    if findings.is_empty() {
        findings.push(passed("scopes"));
    }
    let needed = app.draft.scopes.in_scope_parameter().len();
    findings.push(Finding::new(Level::Info, Code::ScopeRights).with("count", needed));
    findings
}

fn check_account(account: Option<&Account>) -> Option<Finding> {
    let account = account?;
    if account.account_type.can_host_apps() {
        return Some(passed("account"));
    }
    Some(Finding::new(Level::Block, Code::AccountCannotHost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::account::AccountType;
    use crate::app::AppDraft;
    use crate::identifier::{AppId, HubId};

    fn app() -> App {
        let now = Timestamp::from_millis(0);
        App {
            id: AppId::make_random(),
            draft: AppDraft {
                redirect_urls: vec!["http://localhost:3917/cb".into(), "http://localhost".into()],
                scopes: scope::AppScopes {
                    required: vec!["oauth".into()],
                    ..Default::default()
                },
                ..AppDraft::default()
            },
            secret_set_at: Some(now),
            former_secret_set_at: None,
            fault: None,
            created_at: now,
            updated_at: now,
        }
    }

    fn worst(app: &App, redirect_url: &str, account: Option<&Account>) -> (Level, Code) {
        let question = Preflight {
            app,
            redirect_url,
            account,
            by_paste: false,
            port: Some(Ok(())),
            taken_by: None,
        };
        let first = findings(&question).remove(0);
        (first.level, first.code)
    }

    #[test]
    fn a_sound_app_only_hears_what_is_worth_knowing() {
        let (level, code) = worst(&app(), "http://localhost:3917/cb", None);
        assert_eq!((level, code), (Level::Info, Code::ScopeRights));
    }

    #[test]
    fn pasting_needs_no_port_and_says_who_holds_it() {
        let app = app();
        let busy = Problem::new(Code::RedirectPortBusy).with("pid", 7);
        let mut question = Preflight {
            app: &app,
            redirect_url: "http://localhost:3917/cb",
            account: None,
            by_paste: true,
            port: Some(Err(busy)),
            taken_by: None,
        };
        let first = findings(&question).remove(0);
        assert_eq!(
            (first.level, first.code),
            (Level::Warn, Code::RedirectPortBusy)
        );
        assert_eq!(first.args["pid"], 7);
        question.redirect_url = "http://localhost";
        question.port = None;
        let first = findings(&question).remove(0);
        assert_eq!((first.level, first.code), (Level::Info, Code::PasteOnly));
    }

    #[test]
    fn each_obstacle_blocks_by_its_own_code() {
        let mut no_secret = app();
        no_secret.secret_set_at = None;
        let mut no_url = app();
        no_url.draft.redirect_urls.clear();
        let mut developer = Account::with_hub_id(HubId(1), Timestamp::from_millis(0));
        developer.account_type = AccountType::AppDeveloper;
        let good = "http://localhost:3917/cb";
        let cases = [
            (worst(&no_secret, good, None), Code::ClientSecretMissing),
            (worst(&no_url, good, None), Code::RedirectUrlMissing),
            (
                worst(&app(), "http://localhost:1/", None),
                Code::RedirectUrlNotRegistered,
            ),
            (
                worst(&app(), "http://localhost", None),
                Code::RedirectPortMissing,
            ),
            (
                worst(&app(), good, Some(&developer)),
                Code::AccountCannotHost,
            ),
        ];
        for (found, expected) in cases {
            assert_eq!(found, (Level::Block, expected));
        }
    }
}

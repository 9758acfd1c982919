//! Preflight: what can be found before the browser opens.
//!
//! Most failures of HubSpot's authorization page stay on that page and never
//! come back, so everything that can be checked here is checked here.

use crate::account::Account;
use crate::app::{self, App, is_hubspot_host};
use crate::error::{Code, Finding, Level, Problem};
use crate::identifier::FlowId;
use crate::redirect_url::{self, Route};
use crate::scope;

mod quota;

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
    /// How many accounts are known here to have the app.
    pub installations: usize,
    /// Whether the pinned account is one of them: then none is added.
    pub is_installed: bool,
}

/// Every finding, worst first; checks that passed come last and say so.
#[must_use]
pub fn findings(question: &Preflight<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(check_redirect_url(question));
    findings.extend(check_credentials(question.app));
    findings.extend(check_endpoints(question.app, question.account));
    findings.extend(check_scopes(question.app));
    findings.extend(check_account(question.account));
    if !question.is_installed {
        findings.extend(quota::check(question.app, question.installations));
    }
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
    let mut findings = match redirect_url::parse(question.redirect_url) {
        Err(code) => return vec![redirect_url::refused(question.redirect_url, code)],
        Ok(Route::Relay) => vec![Finding::new(Level::Info, Code::RedirectUrlNeedsRelay)],
        Ok(Route::Loopback(_)) if question.by_paste => pasted(question),
        Ok(Route::Loopback(target)) => vec![check_port(question, &target)],
    };
    let in_query = redirect_url::check_query(question.redirect_url);
    findings.push(in_query.unwrap_or_else(|| passed("redirect_url")));
    findings
}

/// Nobody needs the port; but whoever holds it gets the answer first.
fn pasted(question: &Preflight<'_>) -> Vec<Finding> {
    let mut findings = vec![Finding::new(Level::Info, Code::PasteOnly)];
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
        let url = question.redirect_url;
        return redirect_url::port_finding(Level::Block, code, url, target.port);
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
    let mut findings: Vec<Finding> = app::check_client_id(&app.draft.client_id)
        .into_iter()
        .collect();
    if app.secret_set_at.is_none() {
        findings.push(Finding::new(Level::Block, Code::ClientSecretMissing));
    } else if findings.is_empty() {
        findings.push(passed("credentials"));
    }
    if let Some(fault) = &app.fault {
        findings
            .push(Finding::new(Level::Warn, Code::AppFaultOpen).with("cause", fault.code.name()));
    }
    findings
}

/// The authorize host and the generation of endpoints.
fn check_endpoints(app: &App, account: Option<&Account>) -> Vec<Finding> {
    let host = &app.draft.authorize_host;
    let mut findings = Vec::new();
    if !is_hubspot_host(host) {
        findings.push(
            Finding::new(Level::Block, Code::AuthorizeHostUnusual).with("host", host.as_str()),
        );
    }
    findings.extend(app::check_api_version(app.draft.api_version));
    findings.extend(account.and_then(|account| check_region(host, account)));
    findings
}

/// A host that names another region than the account's. The default host names
/// none and sends people on.
fn check_region(host: &str, account: &Account) -> Option<Finding> {
    let of_host = app::region_of(host)?;
    let of_account = account.region()?;
    (of_host != of_account).then(|| {
        Finding::new(Level::Info, Code::AuthorizeHostRegion)
            .with("host", host)
            .with("host_region", of_host)
            .with("region", of_account)
    })
}

fn check_scopes(app: &App) -> Vec<Finding> {
    let mut findings: Vec<Finding> = scope::check(&app.draft.scopes);
    if findings.is_empty() {
        findings.push(passed("scopes"));
    }
    let asked = app.draft.scopes.in_scope_parameter();
    let admin_only: Vec<&String> = asked
        .iter()
        .filter(|name| scope::is_admin_only(name))
        .collect();
    let mut rights = Finding::new(Level::Info, Code::ScopeRights).with("count", asked.len());
    if !admin_only.is_empty() {
        rights = rights.with("admin_scopes", serde_json::json!(admin_only));
    }
    findings.push(rights);
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
    use crate::app::{ApiVersion, AppDraft, Distribution};
    use crate::identifier::{AppId, HubId};

    fn app() -> App {
        let now = Timestamp::from_millis(0);
        App {
            id: AppId::make_random(),
            draft: AppDraft {
                client_id: "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f".into(),
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
            installations: 0,
            is_installed: false,
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
            installations: 0,
            is_installed: false,
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
    fn a_query_that_the_answer_repeats_warns() {
        let mut odd = app();
        let url = "http://localhost:3917/cb?state=acme";
        odd.draft.redirect_urls.push(url.into());
        assert_eq!(
            worst(&odd, url, None),
            (Level::Warn, Code::RedirectUrlAnswerInQuery)
        );
    }

    #[test]
    fn each_obstacle_blocks_by_its_own_code() {
        let mut no_secret = app();
        no_secret.secret_set_at = None;
        let mut no_url = app();
        no_url.draft.redirect_urls.clear();
        let mut no_client = app();
        no_client.draft.client_id.clear();
        let mut odd_client = app();
        odd_client.draft.client_id = "12345".into();
        let mut odd_host = app();
        odd_host.draft.authorize_host = "app.hubspot.com.evil.example".into();
        let mut developer = Account::with_hub_id(HubId(1), Timestamp::from_millis(0));
        developer.account_type = AccountType::AppDeveloper;
        let good = "http://localhost:3917/cb";
        let cases = [
            (worst(&no_secret, good, None), Code::ClientSecretMissing),
            (worst(&no_url, good, None), Code::RedirectUrlMissing),
            (worst(&no_client, good, None), Code::ClientIdMissing),
            (worst(&odd_client, good, None), Code::ClientIdShape),
            (worst(&odd_host, good, None), Code::AuthorizeHostUnusual),
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

    /// What is said of one matter, of an app that is sound otherwise.
    fn told(
        app: &App,
        account: Option<&Account>,
        installations: usize,
        code: Code,
    ) -> Option<Finding> {
        let question = Preflight {
            app,
            redirect_url: "http://localhost:3917/cb",
            account,
            by_paste: false,
            port: Some(Ok(())),
            taken_by: None,
            installations,
            is_installed: false,
        };
        findings(&question).into_iter().find(|one| one.code == code)
    }

    #[test]
    fn a_version_that_ends_and_a_misplaced_scope_warn() {
        let mut old = app();
        old.draft.api_version = ApiVersion::V1;
        old.draft.scopes.optional.push("oauth".into());
        old.draft.scopes.required = vec!["tickets".into()];
        for code in [Code::ApiVersionEnds, Code::ScopeKindWrong] {
            let finding = told(&old, None, 0, code);
            assert_eq!(finding.map(|one| one.level), Some(Level::Warn), "{code:?}");
        }
        old.draft.api_version = ApiVersion::V3;
        assert!(told(&old, None, 0, Code::ApiVersionDiagnostic).is_some());
    }

    #[test]
    fn only_a_host_of_another_region_is_worth_a_word() {
        let mut account = Account::with_hub_id(HubId(1), Timestamp::from_millis(0));
        account.data_hosting = Some("na1".into());
        let mut regional = app();
        regional.draft.authorize_host = "app-eu1.hubspot.com".into();
        let finding = told(&regional, Some(&account), 0, Code::AuthorizeHostRegion).unwrap();
        assert_eq!(finding.level, Level::Info);
        assert_eq!(finding.args["region"], "na1");
        account.data_hosting = None;
        account.ui_domain = Some("app-eu1.hubspot.com".into());
        assert_eq!(
            told(&regional, Some(&account), 0, Code::AuthorizeHostRegion),
            None
        );
        assert_eq!(
            told(&app(), Some(&account), 0, Code::AuthorizeHostRegion),
            None
        );
    }

    #[test]
    fn the_limit_of_a_distribution_is_told_in_time() {
        let mut private = app();
        private.draft.distribution = Distribution::Private;
        let level = |known, code| told(&private, None, known, code).map(|one| one.level);
        assert_eq!(level(7, Code::InstallLimitNear), None);
        assert_eq!(level(8, Code::InstallLimitNear), Some(Level::Info));
        assert_eq!(level(9, Code::InstallLimitNear), Some(Level::Warn));
        assert_eq!(level(10, Code::InstallLimitReached), Some(Level::Warn));
        assert_eq!(level(10, Code::InstallLimitNear), None);
        let full = told(&private, None, 12, Code::InstallLimitReached).unwrap();
        assert_eq!(
            (&full.args["count"], &full.args["limit"]),
            (&12.into(), &10.into())
        );
        assert_eq!(told(&app(), None, 1000, Code::InstallLimitReached), None);
    }

    #[test]
    fn scopes_that_only_a_super_admin_can_authorize_are_named() {
        let mut exporting = app();
        exporting.draft.scopes.required.push("crm.export".into());
        let rights = told(&exporting, None, 0, Code::ScopeRights).unwrap();
        assert_eq!(
            rights.args["admin_scopes"],
            serde_json::json!(["crm.export"])
        );
    }
}

//! One app's file, from its text.

use std::collections::BTreeMap;
use std::path::Path;

use keeper_core::app::AppDraft;
use keeper_core::error::{Finding, Level};
use keeper_core::text::{NAME_LIMIT, one_line};
use keeper_core::{Code, Problem};

use super::{AppForm, Distribution, ImportedApp, fields};
use crate::fault::{Fault, about, shown};
use crate::json::{self, repeated, strings};
use crate::placeholder::{self, Placeholder};
use crate::wire::app::{AuthKind, Component, Hsmeta, Outline, PublicApp};

/// Why a text yields no app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It has a mistake.
    Broken(Fault),
    /// It is an app that has a fixed token.
    StaticAuth,
    /// It is a private app of an older project.
    Private,
    /// It is something else; where it says what, and what.
    NotAnApp(Option<(usize, String)>),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Broken(fault)
    }
}

impl Refusal {
    /// As it crosses to the window.
    pub(crate) fn of_file(self, path: &Path) -> Problem {
        match self {
            Self::Broken(fault) => fault.in_file(path),
            Self::StaticAuth => about(Code::AppFileStaticAuth, path),
            Self::Private => about(Code::AppFilePrivate, path),
            Self::NotAnApp(None) => about(Code::FileNotAnApp, path),
            Self::NotAnApp(Some((line, kind))) => about(Code::FileNotAnApp, path)
                .with("line", line)
                .with("type", one_line(&kind, NAME_LIMIT)),
        }
    }
}

/// How the names of components' files end.
pub(super) const HSMETA: &str = "-hsmeta.json";
/// What a public app's file is called in older projects.
const PUBLIC_APP: &str = "public-app.json";

/// Which form a chosen file has. By its name where HubSpot gives it one, else
/// by what stands in it: people keep copies. Of what stands in it redirect URLs
/// tell most: a private app has no use for them.
pub(crate) fn tell_form(name: &str, text: &str) -> Result<AppForm, Refusal> {
    let (text, _) = repeated::last_only(text);
    if name.ends_with(HSMETA) {
        return only_apps(&text).map(|()| AppForm::Hsmeta);
    }
    let outline: Outline = json::parse(&text)?;
    if outline.kind.is_some() || outline.config.is_some() {
        return only_apps(&text).map(|()| AppForm::Hsmeta);
    }
    let is_named = name == PUBLIC_APP && !outline.has_only_scopes();
    if is_named || outline.has_redirect_urls() {
        return Ok(AppForm::LegacyPublic);
    }
    if outline.public == Some(false) || outline.has_only_scopes() {
        return Err(Refusal::Private);
    }
    match outline.auth {
        Some(_) => Ok(AppForm::LegacyPublic),
        None => Err(Refusal::NotAnApp(None)),
    }
}

/// Refuses components that aren't apps.
fn only_apps(text: &str) -> Result<(), Refusal> {
    let component: Component = json::parse(text)?;
    if component.kind == "app" {
        return Ok(());
    }
    let (line, _) = strings::find(text, &["type"]).unwrap_or((1, 1));
    Err(Refusal::NotAnApp(Some((line, component.kind))))
}

/// Reads an app with values put in for its placeholders.
///
/// # Errors
/// Why it yields no app.
pub(crate) fn read_app(
    file: &Path,
    text: &str,
    form: AppForm,
    values: &BTreeMap<String, String>,
) -> Result<ImportedApp, Refusal> {
    let (single, repeated) = repeated::last_only(text);
    let (filled, placeholders) = placeholder::fill(&single, values)?;
    let (uid, draft, distribution) = match form {
        AppForm::Hsmeta => hsmeta(&filled)?,
        AppForm::LegacyPublic => public_app(&filled)?,
    };
    let mut findings = unset(file, &placeholders);
    findings.extend(repeated.iter().map(|one| one.in_file(file)));
    if form == AppForm::LegacyPublic {
        findings.extend(stray(file, &single)?);
    }
    Ok(ImportedApp {
        uid,
        file: file.to_path_buf(),
        form,
        draft,
        distribution,
        placeholders,
        findings,
        text: text.to_owned(),
    })
}

type Facts = (String, AppDraft, Option<Distribution>);

fn hsmeta(text: &str) -> Result<Facts, Refusal> {
    only_apps(text)?;
    let app: Hsmeta = json::parse(text)?;
    let config = app.config.0;
    let distribution = config.distribution();
    match config.auth_kind() {
        Some(AuthKind::Static) if distribution == Some(Distribution::Marketplace) => {
            return Err(fault_at(
                text,
                "type",
                "an app for the marketplace needs `oauth`",
            ));
        }
        Some(AuthKind::Static) => return Err(Refusal::StaticAuth),
        Some(AuthKind::Oauth) | None => {}
    }
    if !config.has_redirect_urls() {
        return Err(fault_at(text, "type", "`oauth` needs `redirectUrls`"));
    }
    Ok((app.uid, config.into_draft(), distribution))
}

/// A rule between two fields, told at the one that sets it.
fn fault_at(text: &str, field: &str, reason: &str) -> Refusal {
    let place = strings::find(text, &["config", "auth", field]);
    let (line, column) = place.unwrap_or((1, 1));
    let fault = Fault::new(line, column, reason);
    Refusal::Broken(fault.at(format!("config.auth.{field}")))
}

fn public_app(text: &str) -> Result<Facts, Refusal> {
    let app: PublicApp = json::parse(text)?;
    let uid = app.uid.clone();
    Ok((uid, app.into_draft(), None))
}

/// `public` of a private app, in a file that is a public app's in all else.
fn stray(file: &Path, text: &str) -> Result<Option<Finding>, Refusal> {
    let outline: Outline = json::parse(text)?;
    if outline.public != Some(false) {
        return Ok(None);
    }
    let (line, _) = strings::find_key(text, &["public"]).unwrap_or((1, 1));
    let finding = Finding::new(Level::Warn, Code::AppFieldStray)
        .with("path", shown(file))
        .with("line", line)
        .with("at", "public");
    Ok(Some(finding))
}

fn unset(file: &Path, placeholders: &[Placeholder]) -> Vec<Finding> {
    let unset = placeholders.iter().filter(|one| one.value.is_none());
    unset
        .map(|one| {
            let finding = Finding::new(Level::Warn, Code::PlaceholderUnset)
                .with("path", shown(file))
                .with("line", one.line)
                .with("at", one.at.as_str())
                .with("name", one.name.as_str());
            match fields::of_draft(&one.at) {
                Some(field) => finding.at(field),
                None => finding,
            }
        })
        .collect()
}

//! What the desktop has: keyring, browser, links, clipboard; and Practice
//! HubSpot.

use keeper_core::error::{Code, Finding, Level};
use keeper_vault::KeyringState;

use super::{Surroundings, found, of_problem};
use crate::views::{DoctorCheck, DoctorCheckView};

pub async fn keyring(around: &Surroundings<'_>) -> DoctorCheckView {
    let finding = match around.world.store.status().await {
        Ok(status) => match status.keyring {
            KeyringState::Available => Finding::new(Level::Pass, Code::KeyringAnswers),
            KeyringState::Locked => Finding::new(Level::Warn, Code::KeyringLocked),
            KeyringState::Unavailable(code) => Finding::new(Level::Warn, code),
            KeyringState::NotAsked => Finding::new(Level::Info, Code::KeyringNotUsed),
        },
        Err(problem) => of_problem(Level::Warn, &problem),
    };
    found(DoctorCheck::Keyring, finding)
}

/// Opens nothing.
pub async fn browser(around: &Surroundings<'_>) -> DoctorCheckView {
    let missing = || Finding::new(Level::Warn, Code::BrowserMissing);
    match around.scheme.browser().await {
        Ok(Some(browser)) => {
            let finding = match browser.can_start {
                true => Finding::new(Level::Pass, Code::BrowserReady),
                false => missing(),
            };
            let finding = finding.with("name", browser.name.as_str());
            found(DoctorCheck::Browser, finding).seeing("browser", browser.name)
        }
        Ok(None) => found(DoctorCheck::Browser, missing()),
        Err(_) => found(
            DoctorCheck::Browser,
            Finding::new(Level::Info, Code::BrowserUntold),
        ),
    }
}

pub async fn scheme(around: &Surroundings<'_>) -> DoctorCheckView {
    let status = match around.scheme.status().await {
        Ok(status) => status,
        Err(problem) => {
            let finding = of_problem(Level::Info, &problem);
            return found(DoctorCheck::Scheme, finding);
        }
    };
    let finding = match (status.is_ours, &status.handler) {
        (true, _) => Finding::new(Level::Pass, Code::SchemeOurs),
        (false, Some(handler)) => {
            Finding::new(Level::Warn, Code::SchemeOfOther).with("handler", handler.as_str())
        }
        (false, None) => Finding::new(Level::Info, Code::SchemeNobodys),
    };
    let check = found(DoctorCheck::Scheme, finding);
    match status.handler {
        Some(handler) => check.seeing("handler", handler),
        None => check,
    }
}

/// What is on it is nobody's business.
pub async fn clipboard(around: &Surroundings<'_>) -> DoctorCheckView {
    let finding = match around.clipboard.look().await {
        Ok(()) => Finding::new(Level::Pass, Code::ClipboardThere),
        Err(problem) => of_problem(Level::Warn, &problem),
    };
    found(DoctorCheck::Clipboard, finding)
}

pub fn practice(around: &Surroundings<'_>) -> DoctorCheckView {
    let finding = match around.has_practice {
        true => Finding::new(Level::Pass, Code::PracticeThere),
        false => Finding::new(Level::Info, Code::PracticeNotHere),
    };
    found(DoctorCheck::Practice, finding)
}

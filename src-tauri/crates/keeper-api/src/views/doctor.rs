//! The doctor: what is checked around the program, and the report.

use keeper_core::error::Finding;
use serde::Serialize;
use ts_rs::TS;

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoctorCheck {
    /// The system's keyring.
    Keyring,
    /// The default browser.
    Browser,
    /// Who takes links of our scheme.
    Scheme,
    /// A port that an app's redirect URL names; one check for each.
    Port,
    /// The clock, against HubSpot's.
    Clock,
    /// The way to HubSpot.
    Network,
    /// A version of HubSpot's calls; one check for each.
    Hubspot,
    /// Where the data lives.
    DataDirectory,
    /// The clipboard.
    Clipboard,
    /// Practice HubSpot.
    Practice,
}

/// One check and what it found.
#[derive(Clone, Debug, Serialize, TS)]
pub struct DoctorCheckView {
    /// Which.
    pub check: DoctorCheck,
    /// What it found.
    pub finding: Finding,
    /// What was seen, in the order to be shown.
    pub facts: Vec<DoctorFactView>,
}

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DoctorFactView {
    /// What, in small letters and underscores.
    pub name: String,
    /// As seen.
    pub value: String,
}

/// Every check, and the same as a text to be passed on.
#[derive(Clone, Debug, Serialize, TS)]
pub struct DoctorView {
    /// The checks.
    pub checks: Vec<DoctorCheckView>,
    /// The report: plain text, without secrets, names and e-mail addresses.
    pub report: String,
}

/// The report was written to a file, or no place was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct DoctorSavedView {
    /// Where; none when the person chose no place.
    pub path: Option<String>,
}

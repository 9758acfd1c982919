//! What the command line may say, and what follows from it.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use keeper_api::HubSpotTarget;
use sha2::{Digest, Sha256};

/// Keeps every HubSpot app you build and every account it is installed on.
#[derive(Clone, Debug, Parser)]
#[command(name = "portalkeeper", version)]
pub struct Arguments {
    /// Keep everything in this directory instead of the usual one.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Open the practice world: Practice HubSpot runs on this machine, no account is needed.
    #[arg(long)]
    pub practice: bool,

    /// Open the window, wait for its first call, and end: 0 when it came.
    #[arg(long)]
    pub smoke_test: bool,

    /// For tests: stands in for https://api.hubapi.com; loopback only.
    #[arg(long, value_name = "URL", requires_all = ["hubspot_pages", "data_dir"])]
    pub hubspot_api: Option<String>,

    /// For tests: stands in for https://app.hubspot.com; loopback only.
    #[arg(long, value_name = "URL", requires_all = ["hubspot_api", "data_dir"])]
    pub hubspot_pages: Option<String>,

    /// This is a second try, see [`crate::platform::start_again`].
    #[arg(long, hide = true)]
    pub again: bool,

    /// A redirect that arrived as a deep link.
    #[arg(value_name = "portalkeeper://…")]
    pub link: Option<String>,
}

impl Arguments {
    /// The name by which processes on the same data find each other. The identifier alone would
    /// only ever bring the first data directory's window to the front.
    #[must_use]
    pub fn bus_name(&self, identifier: &str) -> String {
        let Some(directory) = &self.data_dir else {
            return identifier.to_owned();
        };
        let hash = Sha256::digest(whole(directory).as_os_str().as_encoded_bytes());
        let begin = format!("{identifier}.d");
        hash.iter().take(6).fold(begin, |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        })
    }

    /// What stands in for HubSpot, if something does.
    #[must_use]
    pub fn target(&self) -> Option<HubSpotTarget> {
        let (api, pages) = (self.hubspot_api.clone()?, self.hubspot_pages.clone()?);
        Some(HubSpotTarget { api, pages })
    }

    /// What starts this program on the data that it has open now: a link must find the flow that
    /// waits for it.
    #[must_use]
    pub fn launch(&self) -> Vec<OsString> {
        let packed = std::env::var_os("APPIMAGE").map(PathBuf::from);
        let program = packed.or_else(|| std::env::current_exe().ok());
        let program = program.unwrap_or_else(|| "portalkeeper".into());
        let mut words = vec![program.into_os_string()];
        let directory = self.data_dir.as_deref().map(whole);
        let named = [
            ("--data-dir", directory.map(PathBuf::into_os_string)),
            ("--hubspot-api", self.hubspot_api.clone().map(Into::into)),
            (
                "--hubspot-pages",
                self.hubspot_pages.clone().map(Into::into),
            ),
        ];
        for (name, value) in named {
            words.extend(value.into_iter().flat_map(|value| [name.into(), value]));
        }
        words
    }
}

fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTIFIER: &str = "dev.portalkeeper.app";

    fn name(argv: &[&str]) -> String {
        let arguments = Arguments::try_parse_from(argv).unwrap();
        arguments.bus_name(IDENTIFIER)
    }

    #[test]
    fn each_data_directory_has_its_own_bus_name() {
        let usual = name(&["portalkeeper"]);
        let one = name(&["portalkeeper", "--data-dir", "/tmp/one"]);
        let two = name(&["portalkeeper", "--data-dir", "/tmp/two"]);
        assert_eq!(usual, IDENTIFIER);
        assert!(
            one.starts_with(IDENTIFIER) && one != usual && one != two,
            "{one} {two}"
        );
    }

    #[test]
    fn a_link_is_found_beside_other_arguments() {
        let argv = [
            "portalkeeper",
            "--data-dir",
            "/tmp/one",
            "portalkeeper://oauth?code=1",
        ];
        let arguments = Arguments::try_parse_from(argv).unwrap();
        assert_eq!(
            arguments.link.as_deref(),
            Some("portalkeeper://oauth?code=1")
        );
    }

    #[test]
    fn a_link_finds_the_data_that_is_open() {
        let words = |argv: &[&str]| {
            let words = Arguments::try_parse_from(argv).unwrap().launch();
            let words = words.into_iter().skip(1);
            words
                .map(|word| word.into_string().unwrap())
                .collect::<Vec<_>>()
        };
        assert!(words(&["portalkeeper", "--practice"]).is_empty());
        assert_eq!(
            words(&["portalkeeper", "--data-dir", "/srv/one", "--smoke-test"]),
            ["--data-dir", "/srv/one"]
        );
    }
}

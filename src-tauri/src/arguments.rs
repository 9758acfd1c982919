//! What the command line may say.

use std::path::PathBuf;

use clap::Parser;

/// Keeps every HubSpot app you build and every account it is installed on.
#[derive(Clone, Debug, Parser)]
#[command(name = "portalkeeper", version)]
pub(crate) struct Arguments {
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

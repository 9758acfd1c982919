//! Linux: a desktop entry of our own, registered by `xdg-mime`.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use keeper_core::error::{Code, Problem};
use keeper_core::needs::Answer;
use keeper_core::text::{NAME_LIMIT, one_line};
use tokio::process::Command;
use tokio::time::timeout;

use crate::disk;
use crate::whole_file;

use super::{BrowserStatus, SCHEME, SchemeHandler, SchemeStatus, desktop_entry};

/// The entry that is written on a person's click, beside a package's own.
const ENTRY: &str = "portalkeeper-links.desktop";
/// For each of the desktop's tools.
const DEADLINE: Duration = Duration::from_secs(10);

/// Registers by the tools that every Linux desktop has.
pub struct XdgScheme {
    launch: Vec<OsString>,
    data_home: PathBuf,
}

impl XdgScheme {
    /// For this program: what starts it, and with which arguments before the
    /// link. None where the system names no place for a user's data.
    #[must_use]
    pub fn new(launch: Vec<OsString>) -> Option<Self> {
        let data_home = dirs::data_dir()?;
        Some(Self { launch, data_home })
    }

    fn folder(&self) -> PathBuf {
        self.data_home.join("applications")
    }

    fn entry(&self) -> PathBuf {
        self.folder().join(ENTRY)
    }

    async fn ask(&self) -> Result<SchemeStatus, Problem> {
        let asked = run("xdg-mime", &["query", "default", &media_type()]).await;
        let asked = asked.map_err(|problem| Problem {
            code: Code::SchemeUntold,
            ..problem
        })?;
        let handler = Some(asked.trim().to_owned()).filter(|name| !name.is_empty());
        let entry = match &handler {
            Some(name) => self.find(name).await?,
            None => None,
        };
        let ours = self.entry();
        let can_remove = disk::read(move || Ok(ours.is_file())).await?;
        let command = entry.as_deref().and_then(desktop_entry::read_exec);
        Ok(SchemeStatus {
            is_ours: command.is_some_and(|command| self.is_ours(command)),
            can_register: true,
            can_remove,
            command: command.map(str::to_owned),
            handler,
        })
    }

    async fn ask_browser(&self) -> Result<Option<BrowserStatus>, Problem> {
        let asked = match run("xdg-settings", &["get", "default-web-browser"]).await {
            Ok(name) if !name.trim().is_empty() => Ok(name),
            _ => run("xdg-mime", &["query", "default", "x-scheme-handler/https"]).await,
        };
        let asked = asked.map_err(|problem| Problem {
            code: Code::BrowserUntold,
            ..problem
        })?;
        let name = one_line(&asked, NAME_LIMIT);
        if name.is_empty() {
            return Ok(None);
        }
        let entry = self.find(&name).await?;
        let command = entry.as_deref().and_then(desktop_entry::read_exec);
        let can_start = command.is_some_and(desktop_entry::can_start);
        Ok(Some(BrowserStatus { name, can_start }))
    }

    /// The text of an entry by its name; the user's own goes before the
    /// system's.
    async fn find(&self, name: &str) -> Result<Option<String>, Problem> {
        if name.contains('/') {
            return Ok(None);
        }
        let system = std::env::var("XDG_DATA_DIRS").unwrap_or_default();
        let system = match system.as_str() {
            "" => "/usr/local/share:/usr/share",
            named => named,
        };
        let folders = std::env::split_paths(system).collect::<Vec<_>>();
        let homes = std::iter::once(self.data_home.clone()).chain(folders);
        let places = homes.map(|home| home.join("applications").join(name));
        let mut places = places.collect::<Vec<_>>().into_iter();
        disk::read(move || Ok(places.find_map(|place| std::fs::read_to_string(place).ok()))).await
    }

    fn is_ours(&self, command: &str) -> bool {
        let is_written_here = command == desktop_entry::exec(&self.launch);
        let is_packaged = match self.launch.as_slice() {
            [program] => desktop_entry::starts_plainly(command, Path::new(program)),
            _ => false,
        };
        is_written_here || is_packaged
    }

    async fn write_and_register(&self) -> Result<(), Problem> {
        let (path, text) = (self.entry(), desktop_entry::write(&self.launch));
        disk::write(move || put(&path, &text)).await?;
        self.update_list().await;
        run("xdg-mime", &["default", ENTRY, &media_type()])
            .await
            .map(drop)
    }

    async fn take_back(&self) -> Result<(), Problem> {
        let entry = self.entry();
        disk::write(move || match std::fs::remove_file(entry) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unregistered(error)),
            _ => Ok(()),
        })
        .await?;
        self.update_list().await;
        Ok(())
    }

    /// Desktops that keep a list of their own read it anew; others need none.
    async fn update_list(&self) {
        let folder = self.folder();
        let updated = run("update-desktop-database", &[&folder.to_string_lossy()]).await;
        if let Err(problem) = updated {
            tracing::info!(%problem, "the desktop's list was not made anew");
        }
    }
}

impl SchemeHandler for XdgScheme {
    fn status(&self) -> Answer<'_, SchemeStatus> {
        Box::pin(self.ask())
    }

    fn register(&self) -> Answer<'_, ()> {
        Box::pin(self.write_and_register())
    }

    fn remove(&self) -> Answer<'_, ()> {
        Box::pin(self.take_back())
    }

    fn browser(&self) -> Answer<'_, Option<BrowserStatus>> {
        Box::pin(self.ask_browser())
    }
}

fn put(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(unregistered)?;
    let put = whole_file::write(path, text.as_bytes());
    put.map_err(|problem| unregistered(problem.detail.unwrap_or_default()))
}

fn media_type() -> String {
    format!("x-scheme-handler/{SCHEME}")
}

/// Runs a tool to its end; what it wrote.
async fn run(tool: &str, arguments: &[&str]) -> Result<String, Problem> {
    let mut command = Command::new(tool);
    command.args(arguments).kill_on_drop(true);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let told = |cause: &dyn std::fmt::Display| unregistered(format!("{tool}: {cause}"));
    match timeout(DEADLINE, command.output()).await {
        Ok(Ok(output)) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(Ok(output)) => Err(told(&output.status)),
        Ok(Err(error)) => Err(told(&error)),
        Err(_) => Err(told(&"no answer in time")),
    }
}

fn unregistered(cause: impl std::fmt::Display) -> Problem {
    Problem::new(Code::SchemeNotRegistered).because(cause)
}
